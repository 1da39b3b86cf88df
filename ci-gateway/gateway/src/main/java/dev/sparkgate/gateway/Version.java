package dev.sparkgate.gateway;

import java.util.Objects;

/** The version of this build. */
public final class Version {
    private Version() {}

    /** Returns it as Maven knows it, or {@code dev} when run from classes. */
    public static String get() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "dev");
    }
}
