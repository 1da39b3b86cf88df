package dev.sparkgate.session;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The calls of Spark Connect that a gateway must know; all others are {@link #OTHER} and pass as they are. */
public enum Method {
    EXECUTE_PLAN("ExecutePlan", new RequestShape(4, 6, 8)),
    ANALYZE_PLAN("AnalyzePlan", new RequestShape(3, 0, 17)),
    CONFIG("Config", new RequestShape(4, 0, 8)),
    ADD_ARTIFACTS("AddArtifacts", new RequestShape(6, 0, 7)),
    ARTIFACT_STATUS("ArtifactStatus", new RequestShape(3, 0, 5)),
    CLONE_SESSION("CloneSession", new RequestShape(3, 0, 5)),
    FETCH_ERROR_DETAILS("FetchErrorDetails", new RequestShape(4, 0, 5)),
    GET_STATUS("GetStatus", new RequestShape(3, 0, 4)),
    INTERRUPT("Interrupt", new RequestShape(3, 6, 7)),
    REATTACH_EXECUTE("ReattachExecute", new RequestShape(4, 3, 6)),
    RELEASE_EXECUTE("ReleaseExecute", new RequestShape(4, 3, 7)),
    RELEASE_SESSION("ReleaseSession", new RequestShape(3, 0, 0)),
    OTHER("", RequestShape.UNKNOWN);

    private static final Map<String, Method> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(method -> method.grpcName, Function.identity()));

    private final String grpcName;
    private final RequestShape shape;

    Method(String grpcName, RequestShape shape) {
        this.grpcName = grpcName;
        this.shape = shape;
    }

    /** Returns the method of a bare gRPC name, for example {@code Config}. */
    public static Method of(String grpcName) {
        return BY_NAME.getOrDefault(grpcName, OTHER);
    }

    /** Returns where its requests say what; all have {@code session_id} and {@code user_context} as fields 1 and 2. */
    public RequestShape shape() {
        return shape;
    }

    /** Says whether a server answers it only for a session that exists already. */
    boolean needsSession() {
        return this == REATTACH_EXECUTE
                || this == RELEASE_EXECUTE
                || this == RELEASE_SESSION
                || this == CLONE_SESSION
                || this == GET_STATUS;
    }

    /** Says whether it only makes sense for a session that was used before. */
    boolean looksBack() {
        return needsSession() || this == FETCH_ERROR_DETAILS || this == INTERRUPT;
    }
}
