package dev.sparkgate.proxy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Keeps fields 1 and 2 of a message, read by protobuf's own reader. */
final class HeadFields {
    private HeadFields() {}

    static byte[] of(byte[] message) throws InvalidProtocolBufferException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(kept);
        CodedInputStream in = CodedInputStream.newInstance(message);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field == 1 || field == 2) {
                    in.skipField(tag, out);
                } else {
                    in.skipField(tag);
                }
            }
            out.flush();
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kept.toByteArray();
    }
}
