package dev.sparkgate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            create table t using jdbc options (password 'hunter2', dbtable 'x')      | create table t using jdbc options (password '***', dbtable 'x')
            options ('fs.s3a.secret.key'='hunter2')                                  | options ('fs.s3a.secret.key'='***')
            options (PASSWORD = "hun\\"ter2", a 'b')                                 | options (PASSWORD = '***', a 'b')
            options (password 'hun''ter2')                                           | options (password '***')
            options (password 'hunter2                                               | options (password '***'
            map('api_key', 'hunter2')                                                | map('api_key', '***')
            f(token => 'hunter2')                                                    | f(token => '***')
            set spark.sql.catalog.c.token = hunter2                                  | set spark.sql.catalog.c.token = ***
            SET `fs.azure.account.key.x`=hunter2                                     | SET `fs.azure.account.key.x`=***
            url 'jdbc:postgresql://db/x?user=a&password=hunter2&b=c'                 | url 'jdbc:postgresql://db/x?user=a&password=***&b=c'
            url 'postgresql://anna:hunter2@db/x'                                     | url 'postgresql://anna:***@db/x'
            sc://h:1/;x-sparkgate-lease=hunter2;a=b                                  | sc://h:1/;x-sparkgate-lease=***;a=b
            header 'Authorization: Bearer hunter2hunter2'                            | header 'Authorization: Bearer ***'
            """)
    void shouldHideWhatIsNamedASecret(String text, String shown) {
        // When / Then
        assertThat(new Redaction(List.of()).hide(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select token, secret from keys where token = other.token",
                "select 'password'",
                "select key, account from t where name = 'anna'",
                "set spark.sql.shuffle.partitions = 4",
                "select 'http://db:8080/a@b'"
            })
    void shouldLeaveTheRest(String text) {
        // When / Then
        assertThat(new Redaction(List.of()).hide(text)).isEqualTo(text);
    }

    @Test
    void shouldHideAKnownSecretWhereverItStands() {
        // When / Then
        assertThat(new Redaction(List.of("", "s3cret")).hide("select 'x-s3cret-y'"))
                .isEqualTo("select 'x-***-y'");
    }

    @Test
    void shouldHideWhatItHasLearntWhenAnErrorQuotesIt() {
        // Given
        Redaction redaction = new Redaction(List.of());
        redaction.hide("options (password 'hunter2', token 'a')");

        // When
        String shown = redaction.hide("Syntax error at or near ''hunter2'': a");

        // Then
        assertThat(shown).isEqualTo("Syntax error at or near ''***'': a");
    }

    @Test
    void shouldEndSoonWhenATextIsLong() {
        // Given
        String words = "password_".repeat(2_000);
        String literal = "options (password '" + "x\\'".repeat(5_000);

        // When / Then
        assertThatCode(() -> new Redaction(List.of()).hide(words)).doesNotThrowAnyException();
        assertThat(new Redaction(List.of()).hide(literal)).isEqualTo("options (password '***'");
    }
}
