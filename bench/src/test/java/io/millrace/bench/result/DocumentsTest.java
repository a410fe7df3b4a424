package io.millrace.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentsTest {
    private static ObjectNode document() throws Exception {
        return (ObjectNode) new ObjectMapper().readTree("""
                        {"benchmark":"latency","system":"millrace","commitToQueryableMs":{"p50":9.5},"steps":[{"rate":500}],
                         "spread":{"commitToQueryableMs":{"p50":[9.0,11.0]}},"machine":{"cores":2},"settings":{"a":"b"}}""");
    }

    @Test
    void textHasAFigureALineWithItsSpreadAndNotTheMachine() throws Exception {
        assertThat(Documents.text(document()))
                .startsWith("millrace, latency\n")
                .containsPattern("commitToQueryableMs\\.p50 +9\\.5   \\(9\\.0 to 11\\.0\\)\n")
                .containsPattern("steps\\[0]\\.rate +500\n")
                .doesNotContain("cores");
    }

    @Test
    void whatIsWrittenCanBeRead(@TempDir Path folder) throws Exception {
        var file = folder.resolve("new").resolve("latency.json");
        Documents.write(file, document());
        assertThat(Documents.read(file)).isEqualTo(document());
    }

    @Test
    void percentilesOfNothingAreNull() {
        assertThat(Percentiles.ofNanos(new long[0]).json().path("p50").isNull()).isTrue();
        assertThat(Percentiles.ofNanos(new long[] {2_000_000}).json())
                .hasToString("{\"p50\":2.0,\"p95\":2.0,\"p99\":2.0,\"max\":2.0}");
    }
}
