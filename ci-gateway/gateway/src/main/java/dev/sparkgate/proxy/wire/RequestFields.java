package dev.sparkgate.proxy.wire;

/**
 * Which further top-level text fields of a request are worth reading in passing; 0 = none.
 *
 * @param clientType number of {@code client_type}
 * @param operationId number of {@code operation_id}
 * @param observed number of {@code client_observed_server_side_session_id}
 */
public record RequestFields(int clientType, int operationId, int observed) {
    /** Reads nothing besides whose request it is. */
    public static final RequestFields NONE = new RequestFields(0, 0, 0);
}
