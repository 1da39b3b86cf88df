package dev.sparkgate.session;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The calls of Spark Connect that a gateway must know; all others are {@link #OTHER} and pass as they are. */
public enum Method {
    CONFIG("Config"),
    CLONE_SESSION("CloneSession"),
    GET_STATUS("GetStatus"),
    REATTACH_EXECUTE("ReattachExecute"),
    RELEASE_EXECUTE("ReleaseExecute"),
    RELEASE_SESSION("ReleaseSession"),
    OTHER("");

    private static final Map<String, Method> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(method -> method.grpcName, Function.identity()));

    private final String grpcName;

    Method(String grpcName) {
        this.grpcName = grpcName;
    }

    /** Returns the method of a bare gRPC name, for example {@code Config}. */
    public static Method of(String grpcName) {
        return BY_NAME.getOrDefault(grpcName, OTHER);
    }

    /** Says whether a server answers it only for a session that exists already. */
    boolean needsSession() {
        return this == REATTACH_EXECUTE
                || this == RELEASE_EXECUTE
                || this == RELEASE_SESSION
                || this == CLONE_SESSION
                || this == GET_STATUS;
    }

    /** Says whether some client sends it without the headers of its connection string: Go, for Config. */
    boolean mayLackHeaders() {
        return this == CONFIG;
    }
}
