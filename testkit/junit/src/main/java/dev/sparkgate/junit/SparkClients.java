package dev.sparkgate.junit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Knows the Spark client on the class path, without touching it. */
final class SparkClients {
    private static final String POM = "META-INF/maven/org.apache.spark/spark-connect-client-jvm_2.13/pom.properties";
    private static final String SESSION = "org/apache/spark/sql/connect/SparkSession.class";

    private SparkClients() {}

    /** Returns the client's version; null where it can't be told. */
    static @Nullable String version() {
        SortedMap<String, URL> clients = all();
        return clients.size() == 1 ? clients.firstKey() : null;
    }

    /** @throws SparkGatewayException when there is none that can be used, or more than one */
    static void check() {
        SortedMap<String, URL> clients = all();
        if (clients.size() > 1) {
            throw new SparkGatewayException(
                    "CLIENT_UNUSABLE",
                    "two Spark clients are on the class path: " + clients
                            + " (expected: one); exclude all but one, `mvn dependency:tree` says where they come from");
        }
        if (!clients.isEmpty() && major(clients.firstKey()) < 4) {
            throw new SparkGatewayException(
                    "CLIENT_UNUSABLE",
                    "the Spark client on the class path is " + clients.firstKey()
                            + " (expected: 4.0 or later); use org.apache.spark:spark-connect-client-jvm_2.13:4.1.3");
        }
        if (loader().getResource(SESSION) == null) {
            throw new SparkGatewayException(
                    "CLIENT_UNUSABLE",
                    "no Spark Connect client is on the class path, only classes that speak of SparkSession (expected:"
                            + " org.apache.spark:spark-connect-client-jvm_2.13); add it, and leave spark-sql and spark-core out");
        }
    }

    private static int major(String version) {
        int dot = version.indexOf('.');
        try {
            return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE; // a build of one's own: let it try
        }
    }

    private static SortedMap<String, URL> all() {
        SortedMap<String, URL> versions = new TreeMap<>();
        try {
            for (URL pom : Collections.list(loader().getResources(POM))) {
                Properties properties = new Properties();
                try (InputStream text = pom.openStream()) {
                    properties.load(text);
                }
                versions.put(properties.getProperty("version", "unknown"), pom);
            }
        } catch (IOException e) {
            return new TreeMap<>(); // then Spark itself says what is wrong
        }
        return versions;
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }
}
