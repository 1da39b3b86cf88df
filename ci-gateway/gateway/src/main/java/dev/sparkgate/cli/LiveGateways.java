package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the gateways of this machine that live: their process runs, with the start that the record tells, and answers. */
final class LiveGateways {
    private final Home home;
    private final String user;
    private final String version;
    private final Predicate<GatewayRecord> answers;

    LiveGateways(Home home, String user, String version, Predicate<GatewayRecord> answers) {
        this.home = requireNonNull(home, "home");
        this.user = requireNonNull(user, "user");
        this.version = requireNonNull(version, "version");
        this.answers = requireNonNull(answers, "answers");
    }

    static LiveGateways of(Surroundings surroundings) {
        return new LiveGateways(
                surroundings.home(),
                System.getProperty("user.name"),
                Version.current().sparkgate(),
                record -> new ApiClient(URI.create(record.http()), null).isHealthy());
    }

    /** Returns all that live, the lowest number first. */
    List<GatewayRecord> all() {
        try (Stream<java.nio.file.Path> files = home.records()) {
            return files.map(GatewayRecord::read)
                    .flatMap(Optional::stream)
                    .filter(this::isOurs)
                    .filter(record -> record.process().find().isPresent())
                    .filter(answers)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns one that serves the environment, else one that will say that it does not. */
    Optional<GatewayRecord> find(@Nullable String environment) {
        List<GatewayRecord> live = all();
        return live.stream()
                .filter(record -> record.serves(environment))
                .findFirst()
                .or(() -> live.stream().findFirst());
    }

    /** Returns the one that listens at the address, if it is of this machine. */
    Optional<GatewayRecord> at(URI address) {
        return all().stream()
                .filter(record -> URI.create(record.http()).equals(address))
                .findFirst();
    }

    private boolean isOurs(GatewayRecord record) {
        return record.user().equals(user) && record.version().equals(version);
    }
}
