package dev.sparkgate.e2e;

import java.util.Locale;
import org.apache.spark.sql.api.java.UDF1;

/** A function of the client's that runs in the driver. */
public final class Shout implements UDF1<String, String> {
    @Override
    public String call(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
