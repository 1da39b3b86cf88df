package dev.sparkgate.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which versions of the Python client's parts work together, as seen with the real clients. */
final class PythonPins {
    private static final List<String> NEEDED = List.of("pandas", "pyarrow", "grpcio", "protobuf");

    private PythonPins() {}

    /**
     * @param installed distribution name → version, {@code python} included
     * @param spark the Spark version of the drivers
     */
    static Finding judge(String python, Map<String, String> installed, String spark) {
        String client = installed.containsKey("pyspark-client") ? "pyspark-client" : "pyspark";
        @Nullable String version = installed.get(client);
        String where = " in " + python + " (Python " + installed.getOrDefault("python", "?") + ")";
        if (version == null) {
            return Finding.doubt(
                    "no pyspark" + where,
                    "for Python clients: pip install pyspark-client==" + spark.replaceAll("\\.\\d+$", ".*"));
        }
        String what = client + " " + version + where;
        List<String> missing =
                NEEDED.stream().filter(name -> !installed.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            return Finding.trouble(
                    what + " lacks " + String.join(", ", missing), "pip install " + install(client) + "==" + version);
        }
        if (compare(minor(version), minor(spark)) > 0) {
            return Finding.trouble(
                    what + " is newer than the drivers' Spark " + spark + ": createDataFrame fails",
                    "pip install '" + client + "==" + minor(spark)
                            + ".*', or ask for drivers of that version with --spark " + minor(version));
        }
        return judgeOld(what, version, installed);
    }

    private static Finding judgeOld(String what, String version, Map<String, String> installed) {
        if (compare(minor(version), "4.0") >= 0) {
            return Finding.fine(what);
        }
        boolean numpyOfOld = compare(installed.getOrDefault("numpy", "0"), "2") < 0;
        boolean arrowTooNew = compare(installed.getOrDefault("pyarrow", "0"), "18") >= 0;
        boolean pandasTooNew = compare(installed.getOrDefault("pandas", "0"), "3") >= 0;
        if (pandasTooNew || numpyOfOld && arrowTooNew) {
            return Finding.trouble(
                    what + " with pandas " + installed.get("pandas") + ", pyarrow " + installed.get("pyarrow")
                            + ", numpy " + installed.getOrDefault("numpy", "(none)") + " fails when it is imported",
                    "pip install pandas==2.2.3 pyarrow==17.0.0 'numpy<2' 'protobuf>=6.33.5'");
        }
        if (compare(installed.getOrDefault("protobuf", "0"), "6.33.5") < 0) {
            return Finding.doubt(
                    what + " with protobuf " + installed.get("protobuf") + " may fail in google.rpc",
                    "pip install 'protobuf>=6.33.5'");
        }
        return Finding.fine(what);
    }

    private static String install(String client) {
        return client.equals("pyspark") ? "pyspark[connect]" : client;
    }

    private static String minor(String version) {
        String[] parts = version.split("\\.", -1);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }

    /** Compares versions number by number; what is missing counts as 0. */
    static int compare(String left, String right) {
        String[] a = left.split("\\.", -1);
        String[] b = right.split("\\.", -1);
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int difference = Integer.compare(number(a, i), number(b, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int index) {
        String digits = index < parts.length ? parts[index].replaceAll("\\D.*", "") : "";
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
