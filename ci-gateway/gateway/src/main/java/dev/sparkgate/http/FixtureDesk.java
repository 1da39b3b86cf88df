package dev.sparkgate.http;

import dev.sparkgate.fixture.FixtureStore;
import dev.sparkgate.namespace.Namespace;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes fixtures in, and turns them into what a lease starts with. */
public interface FixtureDesk {
    /** Returns where fixtures that clients send are kept. */
    FixtureStore store();

    /**
     * Returns what a lease starts with.
     *
     * @param environment null = the gateway's default
     * @param fixtures ids of fixtures in the store, or paths on the gateway's machine
     * @throws dev.sparkgate.error.SparkgateException when they cannot be had, or the environment takes none
     */
    Namespace.Base base(@Nullable String environment, List<String> fixtures);

    /** Has a template built, if it is not there. */
    CompletionStage<Void> prepare(Namespace.Base base);
}
