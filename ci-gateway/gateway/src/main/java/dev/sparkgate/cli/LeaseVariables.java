package dev.sparkgate.cli;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables that lead a command to its lease. */
final class LeaseVariables {
    private LeaseVariables() {}

    static Map<String, String> of(Lease lease, String gatewayUrl) {
        String remote = lease.text("remote");
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SPARK_REMOTE", remote);
        variables.put("SPARK_CONNECT_GATEWAY", authority(remote));
        variables.put("SPARK_CONNECT_TEAM", lease.text("team"));
        variables.put("SPARK_CONNECT_ENV", lease.text("environment"));
        variables.put("SPARK_CONNECT_USER", lease.text("user"));
        variables.put("SPARKGATE_URL", gatewayUrl);
        variables.put("SPARKGATE_LEASE_ID", lease.id());
        variables.put("SPARKGATE_LEASE_SECRET", lease.text("secret"));
        variables.put("SPARKGATE_NAMESPACE", lease.text("namespace"));
        return variables;
    }

    /** Says whether clients must speak TLS to get there. */
    static boolean isEncrypted(Lease lease) {
        return lease.text("remote").contains("use_ssl=true");
    }

    private static String authority(String remote) {
        String withoutParameters = remote.split("/;", 2)[0];
        URI url = URI.create(withoutParameters);
        return url.getAuthority() == null ? "" : url.getAuthority();
    }
}
