package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.DriverHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through the folders that an earlier gateway left: takes over the drivers that still serve and removes the rest. */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final int CONNECT_MILLIS = 2_000;
    private static final long WATCH_MILLIS = 500;

    private final Path folder;
    private final ScheduledExecutorService scheduler;

    Adoption(Path folder, ScheduledExecutorService scheduler) {
        this.folder = folder;
        this.scheduler = scheduler;
    }

    List<DriverHandle> adopt() throws IOException {
        List<DriverHandle> adopted = new ArrayList<>();
        for (Path path : Folders.children(folder)) {
            Optional<ProcessDriver> driver = adopt(new DriverFolder(path));
            driver.ifPresent(adopted::add);
        }
        return adopted;
    }

    /** Removes the folders of drivers that are gone. */
    void sweep() throws IOException {
        for (Path path : Folders.children(folder)) {
            DriverFolder driver = new DriverFolder(path);
            Optional<LaunchRecord> launch = driver.launch();
            if (launch.isPresent() && launch.get().process().find().isEmpty()) {
                driver.delete();
            }
        }
    }

    private Optional<ProcessDriver> adopt(DriverFolder driver) throws IOException {
        Optional<LaunchRecord> launch = driver.launch();
        Optional<ProcessHandle> process =
                launch.flatMap(record -> record.process().find());
        if (launch.isEmpty() || process.isEmpty()) {
            log.atInfo().addKeyValue("folder", driver.path()).log("dead driver's folder removed");
            driver.delete();
            return Optional.empty();
        }
        if (launch.get().isTraining()) {
            ProcessTree.kill(process.get());
            driver.delete();
            return Optional.empty();
        }
        // Before its service is tried: from here on it will not end itself.
        driver.writeOwner(ProcessIdentity.ofThisProcess());
        Optional<Announcement> announcement = driver.announcement()
                .filter(found -> found.generation().equals(launch.get().generation()))
                .filter(found -> answers(found.address()));
        if (announcement.isEmpty()) {
            log.atInfo().addKeyValue("driver", launch.get().id()).log("driver that does not answer ended");
            ProcessTree.kill(process.get());
            driver.delete();
            return Optional.empty();
        }
        log.atInfo().addKeyValue("driver", launch.get().id()).log("driver adopted");
        return Optional.of(ProcessDriver.adopted(
                launch.get(),
                announcement.get(),
                driver.token(),
                driver,
                process.get(),
                exit(launch.get().process())));
    }

    private static boolean answers(Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Only a parent is told of the end of a process; everybody else has to look. */
    private CompletableFuture<String> exit(ProcessIdentity process) {
        CompletableFuture<String> exit = new CompletableFuture<>();
        ScheduledFuture<?> watch = scheduler.scheduleWithFixedDelay(
                () -> {
                    if (process.find().isEmpty()) {
                        exit.complete("ended (adopted: exit status not known)");
                    }
                },
                0,
                WATCH_MILLIS,
                TimeUnit.MILLISECONDS);
        exit.whenComplete((text, failure) -> watch.cancel(false));
        return exit;
    }
}
