package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway and its libraries stay out of the JVM of the tests: they would fight with the Spark client's own. */
class ClassPathTest {
    @Test
    void shouldNotHoldTheGateway() {
        String surefires = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        assertThat(List.of(surefires.split(File.pathSeparator)))
                .isNotEmpty()
                .noneMatch(entry -> entry.contains("sparkgate-gateway") || entry.endsWith(".zip"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.grpc.Channel",
                "com.google.protobuf.Message",
                "dev.sparkgate.cli.Main",
                "ch.qos.logback.classic.Logger"
            })
    void shouldNotHoldLibrariesOfTheGateway(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }
}
