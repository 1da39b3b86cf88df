package dev.sparkgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseReportTest {
    private final QueryLog log = new QueryLog(call -> List.of());

    @BeforeEach
    void run() {
        log.note(Calls.sql("select '<script>alert(1)</script>' as a\u0000", "o1"));
        log.note(Calls.execute(new byte[0], "o2", 0, "INTERNAL", "table <x> & \"y\" is not there"));
    }

    @Test
    void shouldTellEverythingAsJson() throws Exception {
        // When
        JsonNode json = new ObjectMapper().readTree(log.report(Leases.ENDED).json());

        // Then
        assertThat(json.path("lease").path("id").asText()).isEqualTo("l");
        assertThat(json.path("lease").path("reason").asText()).isEqualTo("RELEASED");
        assertThat(json.path("lease").path("labels").path("job").asText()).isEqualTo("7");
        assertThat(json.path("totals").toString())
                .isEqualTo("{\"queries\":2,\"failed\":1,\"rows\":7,\"bytes\":200,\"busy\":\"PT0.5S\"}");
        assertThat(json.path("sessions")).hasSize(1);
        JsonNode first = json.path("queries").get(0);
        assertThat(first.path("kind").asText()).isEqualTo("SQL");
        assertThat(first.path("start").asText()).isEqualTo("2026-01-31T08:00:00Z");
        assertThat(first.path("duration").asText()).isEqualTo("PT0.25S");
        assertThat(first.path("text").asText()).startsWith("select '<script>");
        assertThat(first.has("error")).isFalse();
        assertThat(json.path("queries").get(1).path("error").asText()).contains("is not there");
        assertThat(json.path("unlisted").asInt()).isZero();
    }

    @Test
    void shouldLetNoTextActOnThePage() {
        // When
        String page = log.report(Leases.ENDED).html();

        // Then
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("select &#39;&lt;script&gt;alert(1)&lt;/script&gt;&#39; as a\uFFFD")
                .contains("table &lt;x&gt; &amp; &quot;y&quot; is not there")
                .contains("&lt;b&gt;search&lt;/b&gt;")
                .doesNotContain("<script", "<b>search", "http://", "https://");
    }

    @Test
    void shouldSayThatNothingRanWhenNothingDid() {
        // Given
        log.keep(id -> false);

        // When / Then
        assertThat(log.report(Leases.ENDED).html()).contains("Nothing has finished");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "1048576, 1.0 MiB", "5368709120, 5.0 GiB"})
    void shouldWriteBytesAsPeopleReadThem(long bytes, String text) {
        // When / Then
        assertThat(ReportPage.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "999, 999 ms", "1500, 1.5 s", "61000, 1 min 1 s"})
    void shouldWriteDurationsAsPeopleReadThem(long millis, String text) {
        // When / Then
        assertThat(ReportPage.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
