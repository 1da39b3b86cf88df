package dev.sparkgate.bench.load;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The calls that a load is made of. */
final class Methods {
    static final MethodDescriptor<byte[], Integer> CONFIG = method("Config", MethodType.UNARY);
    static final MethodDescriptor<byte[], Integer> EXECUTE_PLAN = method("ExecutePlan", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<byte[], Integer> RELEASE_SESSION = method("ReleaseSession", MethodType.UNARY);

    private Methods() {}

    private static MethodDescriptor<byte[], Integer> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], Integer>newBuilder(new Bytes(), new Size())
                .setType(type)
                .setFullMethodName("spark.connect.SparkConnectService/" + name)
                .build();
    }
}
