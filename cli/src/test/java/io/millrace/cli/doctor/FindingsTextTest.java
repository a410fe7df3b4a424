package io.millrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTextTest {
    private static final Finding BLOCKER =
            Finding.of(Level.BLOCKER, "wal_level", "wal_level is replica", "ALTER SYSTEM SET wal_level = logical;");
    private static final Finding WARNING = Finding.about("s.t", Level.WARNING, "not_captured", "unlogged", "X;");

    @Test
    void theFixStandsUnderTheFinding() {
        assertThat(FindingsText.text(Map.of("source", List.of(BLOCKER, WARNING)))
                        .lines())
                .containsExactly(
                        "source",
                        "  blocker  wal_level        wal_level is replica",
                        "             ➜ ALTER SYSTEM SET wal_level = logical;",
                        "  warning  not_captured     s.t: unlogged",
                        "             ➜ X;",
                        "1 to fix before a start, 1 warning");
    }

    @Test
    void onlyABlockerBlocks() throws Exception {
        assertThat(FindingsText.ok(Map.of("source", List.of(WARNING)))).isTrue();
        var json = new ObjectMapper().readTree(FindingsText.json(Map.of("source", List.of(BLOCKER))));
        assertThat(json.path("ok").asBoolean(true)).isFalse();
        assertThat(json.path("findings").path(0).path("level").asText()).isEqualTo("blocker");
        assertThat(json.path("findings").path(0).path("fix").path(0).asText()).startsWith("ALTER SYSTEM");
    }
}
