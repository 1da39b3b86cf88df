package dev.sparkgate.session;

/**
 * Numbers of a request's fields; 0 = it has none.
 *
 * @param clientType of {@code client_type}
 * @param operationId of {@code operation_id}
 * @param observed of {@code client_observed_server_side_session_id}
 */
public record RequestShape(int clientType, int operationId, int observed) {
    static final RequestShape UNKNOWN = new RequestShape(0, 0, 0);
}
