package io.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MetricsPageTest {
    private static final String ONE = """
            # HELP events_total Events read
            # TYPE events_total counter
            events_total{op="insert"} 3.0
            events_total{op="odd } name"} 1.0
            # HELP queue_rows Rows
            # TYPE queue_rows gauge
            queue_rows 5.0
            """;
    private static final String OTHER = """
            # HELP queue_rows Rows
            # TYPE queue_rows gauge
            queue_rows 7.0
            # HELP events_total Events read
            # TYPE events_total counter
            events_total{} 2.0
            """;

    @Test
    void eachFamilyStandsOnceAndItsSamplesNameTheirExecutor() {
        assertThat(MetricsPage.of("", new TreeMap<>(Map.of("0", ONE, "1", OTHER))))
                .isEqualTo("""
                        # HELP events_total Events read
                        # TYPE events_total counter
                        events_total{executor="0",op="insert"} 3.0
                        events_total{executor="0",op="odd } name"} 1.0
                        events_total{executor="1"} 2.0
                        # HELP queue_rows Rows
                        # TYPE queue_rows gauge
                        queue_rows{executor="0"} 5.0
                        queue_rows{executor="1"} 7.0
                        """);
    }

    @Test
    void withoutExecutorsItIsTheProcesssOwnPage() {
        assertThat(MetricsPage.of(ONE, Map.of())).isEqualTo(ONE);
    }

    @Test
    void theDriversOwnHaveNoExecutor() {
        assertThat(MetricsPage.of(OTHER, Map.of("2", ONE)))
                .contains("queue_rows 7.0\nqueue_rows{executor=\"2\"} 5.0\n");
    }
}
