package dev.sparkgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryLogTest {
    private final QueryLog log = new QueryLog(call -> List.of("s3cret"), 3, 1 << 20);

    @Test
    void shouldSumUpWhatRan() {
        // Given
        log.note(Calls.config("l", "s"));
        log.note(Calls.sql("select 's3cret'", "o1"));

        // When
        log.note(Calls.execute(new byte[0], "o2", 0, "INTERNAL", "no s3cret table"));

        // Then
        LeaseReport report = log.report(Leases.ENDED);
        assertThat(report.totals()).isEqualTo(new Totals(2, 1, 7, 200, Duration.ofMillis(500)));
        assertThat(report.queries()).extracting(QueryReport::text).containsExactly("select '***'", "");
        assertThat(report.queries().get(1).error()).isEqualTo("no *** table");
        assertThat(report.sessions())
                .singleElement()
                .isEqualTo(new SessionReport("s", "anna", "python", Calls.START, Calls.START.plusMillis(250), 3, 2));
    }

    @Test
    void shouldAddAReattachedStreamToItsQuery() {
        // Given
        log.note(Calls.execute(Calls.sql("select 1", "o").request(), "o", 5, "CANCELLED", "the client left"));

        // When
        log.note(Calls.reattach("o", Calls.START.plusSeconds(2), 4, "OK"));

        // Then
        QueryReport query = log.report(Leases.ENDED).queries().get(0);
        assertThat(query.text()).isEqualTo("select 1");
        assertThat(query.rows()).isEqualTo(9);
        assertThat(query.bytes()).isEqualTo(150);
        assertThat(query.calls()).isEqualTo(2);
        assertThat(query.duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(query.status()).isEqualTo("OK");
        assertThat(query.error()).isNull();
    }

    @Test
    void shouldKeepOnlyTheNewestQueriesButAllOfTheSums() {
        // When
        for (int i = 0; i < 10; i++) {
            log.note(Calls.sql("select " + i, "o" + i));
        }

        // Then
        LeaseReport report = log.report(Leases.ENDED);
        assertThat(report.queries()).extracting(QueryReport::text).containsExactly("select 7", "select 8", "select 9");
        assertThat(report.totals().queries()).isEqualTo(10);
        assertThat(report.totals().rows()).isEqualTo(70);
    }

    @Test
    void shouldStayWithinItsBytes() {
        // Given
        QueryLog small = new QueryLog(call -> List.of(), 1_000, 20_000);

        // When
        for (int i = 0; i < 100; i++) {
            small.note(Calls.sql("x".repeat(100_000), "o" + i));
        }

        // Then
        assertThat(small.bytes()).isBetween(1L, 20_000L);
        QueryReport kept = small.report(Leases.ENDED).queries().get(0);
        assertThat(kept.text()).hasSize(4_000);
        assertThat(kept.cut()).isTrue();
    }

    @Test
    void shouldForgetALeaseWhenNobodyRemembersIt() {
        // Given
        log.note(Calls.sql("select 1", "o"));

        // When
        log.keep(id -> !id.equals("l"));

        // Then
        assertThat(log.bytes()).isZero();
        assertThat(log.report(Leases.ENDED).queries()).isEmpty();
        assertThat(log.report(Leases.ENDED).totals()).isEqualTo(Totals.NONE);
    }
}
