package dev.sparkgate.driver.process;

/** What became of looking in one place. */
sealed interface Finding {
    record Found(SparkRuntime runtime) implements Finding {}

    /** The place, and why it will not do. */
    record Refused(String place, String reason) implements Finding {
        @Override
        public String toString() {
            return place + ": " + reason;
        }
    }
}
