package io.millrace.launcher.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.controller.verify.Compared;
import io.millrace.controller.verify.Outcome;
import io.millrace.controller.verify.Verdict;
import io.millrace.core.event.TableId;
import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.Difference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Difference MISSING = new Difference(
            List.of("7"), Set.of(0), new ComparedRow(List.of("7"), List.of("7"), Map.of("id", "7"), ""), null);

    private static Outcome outcome(String table, boolean differs, List<Difference> differences, long undecided) {
        return Outcome.of(new TableId("public", table), new Compared(2, 1, differs, differences, undecided, ""));
    }

    @Test
    void eachTableHasItsVerdictAndTheReason() throws Exception {
        JsonNode report = new ObjectMapper()
                .readTree(Report.json(List.of(
                        outcome("a", false, List.of(), 0),
                        outcome("b", true, List.of(MISSING), 0),
                        outcome("c", false, List.of(), 3),
                        Outcome.without(new TableId("public", "d"), Verdict.NOT_COMPARABLE, "it is away"))));

        assertThat(report.path("equal").asBoolean()).isFalse();
        assertThat(report.path("tables").findValuesAsText("verdict"))
                .containsExactly("equal", "different", "undecided", "not-comparable");
        assertThat(report.path("tables").findValuesAsText("equal")).containsExactly("true", "false", "false", "false");
        assertThat(report.path("tables").path(1).path("different").toString()).isEqualTo("[7]");
        assertThat(report.path("tables").path(3).path("reason").asText()).isEqualTo("it is away");
    }

    @Test
    void aTableIsEqualWhenAllThatDifferedIsMended() {
        Outcome outcome = outcome("b", true, List.of(MISSING), 0);

        assertThat(outcome.repaired(List.of("Done."), 1).verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(outcome.repaired(List.of("Done."), 0).verdict()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void theLastLineCountsTables() {
        assertThat(Report.summary(List.of(
                        outcome("a", false, List.of(), 0),
                        outcome("b", true, List.of(MISSING), 0),
                        outcome("c", false, List.of(), 0))))
                .isEqualTo("3 tables: 2 equal, 1 different\n");
    }
}
