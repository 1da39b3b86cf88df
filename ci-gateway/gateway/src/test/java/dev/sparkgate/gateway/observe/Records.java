package dev.sparkgate.gateway.observe;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.proxy.CallRecord;
import io.grpc.Status;

/** Finished calls, as the data plane tells of them. */
final class Records {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private Records() {}

    static CallRecord execute(String message, byte[] request) {
        return new CallRecord(
                "ExecutePlan",
                "test",
                "l1",
                "default-1",
                new SessionKey("anna", "s1"),
                "python",
                "o1",
                "00-" + TRACE + "-b7ad6b7169203331-01",
                "127.0.0.1",
                1_769_846_400_000L,
                1_500_000,
                12_345_678,
                200,
                3_000,
                7,
                Status.Code.INTERNAL,
                message,
                request);
    }

    static CallRecord refused() {
        return new CallRecord(
                "Config",
                "none",
                null,
                null,
                null,
                null,
                null,
                "nonsense \"quoted\"",
                "::1",
                1_769_846_400_000L,
                0,
                1_000,
                10,
                0,
                0,
                Status.Code.UNAUTHENTICATED,
                "secret x is not known",
                null);
    }
}
