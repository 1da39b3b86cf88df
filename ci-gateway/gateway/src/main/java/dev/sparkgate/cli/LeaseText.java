package dev.sparkgate.cli;

import java.util.List;

/** Prints leases for people. */
final class LeaseText {
    private static final List<String> FIELDS = List.of(
            "id",
            "state",
            "reason",
            "remote",
            "environment",
            "namespace",
            "team",
            "user",
            "spark",
            "driver",
            "expiresAt");

    private LeaseText() {}

    static String of(Lease lease) {
        StringBuilder text = new StringBuilder();
        for (String field : FIELDS) {
            if (!lease.text(field).isEmpty()) {
                text.append(String.format("%-12s %s%n", field, lease.text(field)));
            }
        }
        return text.toString();
    }

    static String table(List<Lease> leases) {
        Table table = new Table("LEASE", "STATE", "ENVIRONMENT", "NAMESPACE", "TEAM", "USER", "DRIVER", "EXPIRES");
        for (Lease lease : leases) {
            String state = lease.text("reason").isEmpty()
                    ? lease.text("state")
                    : lease.text("state") + " (" + lease.text("reason") + ")";
            table.row(
                    lease.id(),
                    state,
                    orDash(lease.text("environment")),
                    orDash(lease.text("namespace")),
                    orDash(lease.text("team")),
                    orDash(lease.text("user")),
                    orDash(lease.text("driver")),
                    orDash(lease.text("expiresAt")));
        }
        return table.toString();
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
