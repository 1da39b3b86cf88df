package dev.sparkgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.auth.Secrets;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Holder;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseOrder;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.text.Durations;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/leases}. */
final class LeaseApi {
    static final String PATH = "/api/v1/leases";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Set<String> ORDER_FIELDS = Set.of(
            "environment",
            "team",
            "user",
            "ttl",
            "idle",
            "spark",
            "fixtures",
            "conf",
            "key",
            "labels",
            "maxWait",
            "holder");

    private static final Set<String> FORK_FIELDS =
            Set.of("team", "user", "ttl", "idle", "spark", "conf", "key", "labels", "maxWait", "holder", "outlive");

    private final LeaseManager leases;
    private final LeaseWaits waits;
    private final LeaseJson json;
    private final Secrets secrets;
    private final FixtureDesk fixtures;

    LeaseApi(LeaseManager leases, LeaseWaits waits, LeaseJson json, Secrets secrets, FixtureDesk fixtures) {
        this.leases = leases;
        this.waits = waits;
        this.json = json;
        this.secrets = secrets;
        this.fixtures = fixtures;
    }

    void register(JavalinConfig config) {
        config.routes.post(PATH, this::acquire);
        config.routes.get(PATH, this::list);
        config.routes.delete(PATH, this::releaseKey);
        config.routes.get(PATH + "/{id}", this::get);
        config.routes.delete(PATH + "/{id}", this::release);
        config.routes.post(PATH + "/{id}/extend", this::extend);
        config.routes.post(PATH + "/{id}/fork", this::fork);
        config.routes.post(PATH + "/{id}/revoke", this::revoke);
    }

    private void acquire(Context context) {
        CompletableFuture<LeaseManager.Acquired> acquired = leases.acquireAsync(order(Body.of(context, ORDER_FIELDS)));
        context.future(() -> acquired.thenAccept(answer -> acquired(context, answer)));
    }

    private void fork(Context context) {
        Body body = Body.of(context, FORK_FIELDS);
        CompletableFuture<LeaseManager.Acquired> acquired =
                leases.forkAsync(context.pathParam("id"), order(body), body.flag("outlive"));
        context.future(() -> acquired.thenAccept(answer -> acquired(context, answer)));
    }

    private void acquired(Context context, LeaseManager.Acquired acquired) {
        Lease lease = acquired.lease();
        boolean granted = lease.state() instanceof LeaseState.Active;
        int status = !granted ? 202 : acquired.isNew() ? 201 : 200;
        context.header("Location", PATH + "/" + lease.id());
        Json.answer(context, status, json.write(lease, acquired.secret(), waiting(lease)));
    }

    private void get(Context context) {
        String id = context.pathParam("id");
        String wait = context.queryParam("wait");
        String from = context.queryParam("from");
        if (wait == null) {
            answer(context, known(id));
            return;
        }
        Duration longest = Durations.parse("wait", wait);
        if (longest.compareTo(LONGEST_WAIT) > 0) {
            longest = LONGEST_WAIT;
        }
        CompletableFuture<Lease> next = waits.next(id);
        Lease lease = leases.find(id).orElse(null);
        if (lease == null || !unsettled(lease, from)) {
            next.cancel(false);
            answer(context, known(id));
            return;
        }
        long millis = longest.toMillis();
        context.future(() -> next.completeOnTimeout(lease, millis, TimeUnit.MILLISECONDS)
                .thenAccept(changed -> answer(context, known(id))));
    }

    /** Without {@code from}, a lease on its way somewhere is waited for; with it, one that is still in that state. */
    private static boolean unsettled(Lease lease, @Nullable String from) {
        if (from != null) {
            return lease.state().word().equals(from.toUpperCase(Locale.ROOT));
        }
        return !(lease.state() instanceof LeaseState.Active) && !(lease.state() instanceof LeaseState.Ended);
    }

    private void list(Context context) {
        String environment = context.queryParam("environment");
        String team = context.queryParam("team");
        String state = context.queryParam("state");
        Predicate<Lease> wanted =
                lease -> (environment == null || lease.environment().equals(environment))
                        && (team == null || lease.team().equals(team))
                        && (state == null || lease.state().word().equals(state.toUpperCase(Locale.ROOT)));
        List<Lease> found = leases.list(wanted);
        ObjectNode answer = Json.object();
        answer.set("leases", Json.array(found, lease -> json.write(lease, null, waiting(lease))));
        Json.answer(context, 200, answer);
    }

    private void extend(Context context) {
        Body body = Body.of(context, Set.of("ttl", "keep"));
        Duration ttl = body.duration("ttl");
        if (ttl == null) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID, "ttl is missing (expected: like {\"ttl\": \"30m\"})");
        }
        String id = context.pathParam("id");
        answer(context, body.flag("keep") ? leases.keep(id, ttl) : leases.extend(id, ttl));
    }

    private void release(Context context) {
        CompletableFuture<Void> released = leases.releaseAsync(context.pathParam("id"), EndReason.RELEASED);
        context.future(() -> released.thenRun(() -> context.status(204)));
    }

    private void revoke(Context context) {
        String id = known(context.pathParam("id")).id();
        CompletableFuture<Void> revoked = leases.releaseAsync(id, EndReason.REVOKED);
        context.future(() -> revoked.thenRun(() -> answer(context, known(id))));
    }

    private void releaseKey(Context context) {
        String key = context.queryParam("key");
        if (key == null || key.isEmpty()) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "key is missing (expected: DELETE " + PATH + "?key=K or " + PATH + "/ID)");
        }
        CompletableFuture<Void> released = leases.releaseKeyAsync(key);
        context.future(() -> released.thenRun(() -> context.status(204)));
    }

    private LeaseOrder order(Body body) {
        List<String> wanted = body.list("fixtures");
        Namespace.Base base = wanted.isEmpty() ? null : fixtures.base(body.text("environment"), wanted);
        return new LeaseOrder(
                body.text("environment"),
                body.text("team"),
                body.text("user"),
                body.duration("ttl"),
                body.duration("idle"),
                body.text("spark"),
                body.texts("conf"),
                body.text("key"),
                body.texts("labels"),
                body.duration("maxWait"),
                holder(body.object("holder", Set.of("pid", "startedAt"))),
                false,
                null,
                base);
    }

    private static @Nullable Holder holder(@Nullable Body body) {
        if (body == null) {
            return null;
        }
        Instant startedAt = body.instant("startedAt");
        if (startedAt == null) {
            throw new SparkgateException(ErrorCode.REQUEST_INVALID, "holder.startedAt is missing");
        }
        return new Holder(body.number("pid"), startedAt);
    }

    private void answer(Context context, Lease lease) {
        // In open mode everybody is the creator: nobody is asked who they are.
        Json.answer(context, 200, json.write(lease, secrets.leaseSecret(lease.id()), waiting(lease)));
    }

    private LeaseManager.Waiting waiting(Lease lease) {
        return lease.state() instanceof LeaseState.Queued ? leases.waiting(lease.id()) : LeaseManager.Waiting.NOT;
    }

    private Lease known(String id) {
        return leases.find(id).orElseThrow(() -> unknown(id));
    }

    static SparkgateException unknown(String id) {
        return new SparkgateException(
                ErrorCode.LEASE_UNKNOWN,
                "lease '" + id + "' is not known; it ended long ago or was never granted; list leases with: "
                        + "sparkgate list");
    }
}
