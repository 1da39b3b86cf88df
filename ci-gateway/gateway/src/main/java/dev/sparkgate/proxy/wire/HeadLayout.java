package dev.sparkgate.proxy.wire;

/**
 * Where the parts of a request's head are, in bytes from the start of the message, its gRPC prefix not counted.
 *
 * @param length of the whole message
 * @param end of what is read so far
 * @param sessionEnd end of the field {@code session_id}; 0 when there is none
 * @param contextAt start of the field {@code user_context}, its tag included; -1 when there is none
 * @param contextBody start of its content
 * @param contextEnd end of its content
 * @param userAt start of the field {@code user_id} in it; -1 when there is none
 * @param userEnd end of that field
 */
public record HeadLayout(
        long length,
        long end,
        long sessionEnd,
        long contextAt,
        long contextBody,
        long contextEnd,
        long userAt,
        long userEnd) {}
