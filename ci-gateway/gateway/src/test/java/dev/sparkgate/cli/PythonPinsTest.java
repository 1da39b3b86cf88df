package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonPinsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pyspark-client=4.1.3 pandas=3.1.1 pyarrow=26 grpcio=1.85 protobuf=7.36                 | Fine    | 4.1.3
                    pyspark-client=4.0.4 pandas=3.1.1 pyarrow=26 grpcio=1.85 protobuf=7.36                 | Fine    | 4.0.4
                    pyspark-client=4.2.0 pandas=3.1.1 pyarrow=26 grpcio=1.85 protobuf=7.36                 | Trouble | newer than the drivers'
                    pyspark=3.5.9 pandas=3.1.1 pyarrow=26 numpy=1.26 grpcio=1.85 protobuf=7.36             | Trouble | fails when it is imported
                    pyspark=3.5.9 pandas=2.2.3 pyarrow=17.0.0 numpy=1.26 grpcio=1.85 protobuf=6.33.5       | Fine    | 3.5.9
                    pyspark=3.5.9 pandas=2.2.3 pyarrow=17.0.0 numpy=1.26 grpcio=1.85 protobuf=5.29         | Doubt   | google.rpc
                    pyspark=4.1.2                                                                          | Trouble | lacks pandas, pyarrow, grpcio, protobuf
                    numpy=2                                                                                | Doubt   | no pyspark
                    """)
    void shouldJudgeAsSeenWithTheRealClientsWhenVersionsMeet(String installed, String kind, String text) {
        // Given
        Map<String, String> versions = new HashMap<>();
        for (String pair : installed.split(" ")) {
            versions.put(pair.split("=")[0], pair.split("=")[1]);
        }

        // When
        Finding finding = PythonPins.judge("/usr/bin/python3", versions, "4.1.2");

        // Then
        assertThat(finding.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(finding.text()).contains(text);
    }
}
