package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayFinderTest {
    @TempDir
    Path home;

    private Console console;

    @BeforeEach
    void create() throws IOException {
        console = new Console(home);
        new Home(home).create();
        GatewayRecord local = new GatewayRecord(
                "sc://127.0.0.1:1", "http://127.0.0.1:1", ProcessIdentity.current(), "1", "me", List.of("local"), true);
        PrivateFiles.replace(new Home(home).record(0), local.toJson());
        Files.writeString(home.resolve("config.yaml"), "gateways: {staging: 'https://staging.example.com/'}\n");
    }

    @Test
    void shouldGoByTheOrderOfTheContractWhenMoreAreGiven() {
        // When / Then
        assertThat(find(null, null)).isEqualTo("http://127.0.0.1:1");
        assertThat(find(null, "local")).isEqualTo("http://127.0.0.1:1");
        assertThat(find(null, "staging")).isEqualTo("https://staging.example.com");
        console.with("SPARKGATE_URL", "http://variable:1");
        assertThat(find(null, "staging")).isEqualTo("http://variable:1");
        assertThat(find("http://option:1/", "staging")).isEqualTo("http://option:1");
    }

    @Test
    void shouldKnowThatItIsOfThisMachineWhenTheAddressIsThatOfARecord() {
        // When / Then
        assertThat(finder().find("http://127.0.0.1:1", null).orElseThrow().local())
                .isNotNull();
        assertThat(finder().find("http://127.0.0.1:2", null).orElseThrow().local())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sc://127.0.0.1:15002", "localhost:15080", "http://", "http://h?x=y", "not a url"})
    void shouldRefuseWhenTheAddressIsNoHttpOne(String address) {
        // When / Then
        assertThatThrownBy(() -> finder().find(address, null))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                .hasMessageContaining("'" + address + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateways: [a]", "- a", "gateways: {a: b", "gateways: {staging: 'sc://x'}"})
    void shouldNameTheFileWhenTheUsersConfigurationIsWrong(String yaml) throws IOException {
        // Given
        Path file = Files.writeString(home.resolve("config.yaml"), yaml);

        // When / Then
        assertThatThrownBy(() -> finder().find(null, "staging"))
                .isInstanceOf(SparkgateException.class)
                .hasMessageContaining(file.toString());
    }

    private String find(String option, String environment) {
        return finder().find(option, environment).orElseThrow().url();
    }

    private GatewayFinder finder() {
        return new GatewayFinder(console.surroundings(), new LiveGateways(new Home(home), "me", "1", record -> true));
    }
}
