package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void shouldReadEveryKindOfValue() {
        // When
        Map<String, Object> read = Json.object("""
                { "text": "a\\"\\\\\\/\\n\\u00e9", "number": -1.5e2, "yes": true, "no": false, "nothing": null,
                  "list": [1, [], {}], "object": {"in": {"deep": "x"}} }
                """);

        // Then
        assertThat(read)
                .containsEntry("text", "a\"\\/\né")
                .containsEntry("number", -150.0)
                .containsEntry("yes", true)
                .containsEntry("no", false)
                .containsEntry("nothing", null)
                .containsEntry("list", List.of(1.0, List.of(), Map.of()))
                .containsEntry("object", Map.of("in", Map.of("deep", "x")));
    }

    @Test
    void shouldReadWhatItWrote() {
        // Given
        Map<String, Object> object = Map.of(
                "text",
                "tab\t quote\" line\n bell\u0007 é 😀",
                "list",
                List.of("a", "b"),
                "empty",
                Map.of(),
                "flag",
                true);

        // When
        String written = Json.write(object);

        // Then
        assertThat(Json.object(written)).isEqualTo(object);
    }

    @Test
    void shouldWriteNullInLists() {
        assertThat(Json.write(Map.of("list", Arrays.asList(1, null)))).isEqualTo("{\"list\":[1,null]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}x",
                "[1]",
                "\"a\"",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":--1}",
                "{'a':1}",
                "<html>"
            })
    void shouldSayThatItIsNotAnObjectWhenItIsNone(String text) {
        assertThatThrownBy(() -> Json.object(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not ");
    }

    @Test
    void shouldRefuseWhenItIsTooDeep() {
        assertThatThrownBy(() -> Json.object("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 100 levels");
    }
}
