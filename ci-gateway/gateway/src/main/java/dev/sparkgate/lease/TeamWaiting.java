package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

/** How many wait of a team in an environment. */
public record TeamWaiting(String environment, String team, int waiting) {
    public TeamWaiting {
        requireNonNull(environment, "environment");
        requireNonNull(team, "team");
    }
}
