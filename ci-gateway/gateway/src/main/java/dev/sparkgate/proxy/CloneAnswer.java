package dev.sparkgate.proxy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.InputStream;
import org.apache.spark.connect.proto.CloneSessionResponse;

/** The answer to CloneSession, with the id of the session that it made. */
record CloneAnswer(String newSessionId, InputStream message) {
    static CloneAnswer read(InputStream message) {
        byte[] bytes = Message.readAll(message);
        try {
            return new CloneAnswer(CloneSessionResponse.parseFrom(bytes).getNewSessionId(), Message.of(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a driver's CloneSession answer cannot be read", e);
        }
    }
}
