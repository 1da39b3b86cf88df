package dev.sparkgate.driver.process;

import dev.sparkgate.driver.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Turns Maven coordinates into files. */
interface Artifacts {
    /**
     * Resolves coordinates.
     *
     * @param what names the whole for people, for example {@code Spark 4.1.2}
     * @throws IOException says what could not be had and why, in one sentence
     */
    List<Path> resolve(String what, Request request, ProgressListener progress) throws IOException;

    /**
     * What to resolve.
     *
     * @param withDependencies taken with all they need at run time
     * @param alone taken as single jars
     * @param excluded groups left out wherever they stand
     */
    record Request(List<String> withDependencies, List<String> alone, List<String> excluded) {
        public Request {
            withDependencies = List.copyOf(withDependencies);
            alone = List.copyOf(alone);
            excluded = List.copyOf(excluded);
        }

        static Request alone(String coordinates) {
            return new Request(List.of(), List.of(coordinates), List.of());
        }

        /** Returns one line that is the same for the same request only. */
        String fingerprint() {
            return String.join(" ", withDependencies) + " + " + String.join(" ", alone) + " - "
                    + String.join(" ", excluded);
        }
    }
}
