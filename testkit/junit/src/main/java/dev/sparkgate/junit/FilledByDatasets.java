package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.sql.Dataset;

/** Writes the tables that a class gives as {@code Dataset<Row>} when the session opens. */
final class FilledByDatasets implements Provision {
    private final Provision own;
    private final List<ClassFixtures.DatasetFixture> fixtures;

    FilledByDatasets(Provision own, List<ClassFixtures.DatasetFixture> fixtures) {
        this.own = requireNonNull(own, "own");
        this.fixtures = List.copyOf(fixtures);
    }

    @Override
    public HeldLease acquire() {
        return own.acquire();
    }

    @Override
    public HeldSession open(HeldLease lease) {
        HeldSession session = own.open(lease);
        try {
            fixtures.forEach(fixture -> fill(session, fixture));
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void fill(HeldSession session, ClassFixtures.DatasetFixture fixture) {
        Dataset<?> rows = (Dataset<?>) fixture.make(session.session());
        ScopeFixtures.write(session.session(), fixture.table(), rows.toDF());
    }

    @Override
    public boolean fillsBySession() {
        return true;
    }

    @Override
    public void giveBack(HeldLease lease) {
        own.giveBack(lease);
    }

    @Override
    public void keepBase() {
        own.keepBase();
    }
}
