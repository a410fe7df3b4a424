package io.millrace.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DIFFERENT = verdict("public.b", "different", "", 1, 0);

    private static String verdict(String table, String verdict, String reason, int different, int repaired) {
        return """
                {"table":"%s","verdict":"%s","equal":%s,"reason":"%s","sourceRows":2000,"warehouseRows":1999,"different":%d,
                "undecided":0,"repaired":%d,"repairs":%s,"lsn":"0/1A2B3C8","seconds":2.0,"sourceSeconds":0.5,
                "protected":{},"at":"2026-01-01T12:00:00Z"}""".formatted(
                        table,
                        verdict,
                        verdict.equals("equal"),
                        reason,
                        different,
                        repaired,
                        repaired > 0 ? "[\"Row 7 was sent again.\"]" : "[]");
    }

    private static JsonNode verification(boolean equal, String... verdicts) throws IOException {
        return JSON.readTree(
                "{\"state\":\"done\",\"equal\":" + equal + ",\"verdicts\":[" + String.join(",", verdicts) + "]}");
    }

    private static JsonNode difference(String table, String key) throws IOException {
        return JSON.readTree("{\"table\":\"" + table + "\",\"key\":" + key
                + ",\"kind\":\"differs\",\"columns\":[\"note\"],\"source\":{\"id\":\"7\",\"note\":null},"
                + "\"warehouse\":{\"id\":\"7\",\"note\":\"by hand\"}}");
    }

    @Test
    void scriptsGetTheKeysThatDifferByTable() throws Exception {
        JsonNode report = JSON.readTree(VerdictText.json(
                verification(
                        false,
                        verdict("public.c", "not-comparable", "it is away", 0, 0),
                        DIFFERENT,
                        verdict("public.a", "equal", "", 0, 0)),
                List.of(difference("public.b", "7"), difference("public.x", "8"))));

        assertThat(report.path("equal").asBoolean()).isFalse();
        assertThat(report.path("tables").findValuesAsText("table")).containsExactly("public.a", "public.b", "public.c");
        assertThat(report.path("tables").findValuesAsText("verdict"))
                .containsExactly("equal", "different", "not-comparable");
        JsonNode table = report.path("tables").path(1);
        assertThat(table.path("different").toString()).isEqualTo("[7]");
        assertThat(table.path("sourceRows").asLong()).isEqualTo(2000);
        assertThat(table.path("warehouseRows").asLong()).isEqualTo(1999);
        assertThat(table.path("rowsPerSecond").asLong()).isEqualTo(1000);
        assertThat(table.at("/differences/0/warehouse/note").asText()).isEqualTo("by hand");
        assertThat(table.at("/differences/0/source/note").isNull()).isTrue();
        assertThat(table.has("differentRows")).isFalse();
        assertThat(report.path("tables").path(2).path("reason").asText()).isEqualTo("it is away");
    }

    @Test
    void moreRowsThanOpsKeepsAreCounted() throws Exception {
        JsonNode report = JSON.readTree(VerdictText.json(
                verification(false, verdict("public.b", "different", "", 20_000, 0)),
                List.of(difference("public.b", "[1,\"x\"]"))));

        JsonNode table = report.path("tables").path(0);
        assertThat(table.path("different").toString()).isEqualTo("[[1,\"x\"]]");
        assertThat(table.path("differentRows").asLong()).isEqualTo(20_000);
    }

    @Test
    void aTerminalGetsBothValuesOfAColumnThatDiffers() throws Exception {
        String text = VerdictText.text(JSON.readTree(DIFFERENT), List.of(difference("public.b", "7")));

        assertThat(text.lines()).element(0).asString().startsWith("public.b ").endsWith("different: 1 rows");
        assertThat(text)
                .contains("2,000 rows in the source, 1,999 in the warehouse, up to 0/1A2B3C8; 2.0 s, 1,000 rows/s")
                .contains("    7: differs\n        note: source NULL, warehouse 'by hand'\n")
                .doesNotContain("more:");
    }

    @Test
    void rowsBeyondTheFirstAreCountedAndRepairsAreReported() throws Exception {
        String text = VerdictText.text(
                JSON.readTree(verdict("public.b", "equal", "", 30, 30)), List.of(difference("public.b", "7")));

        assertThat(text)
                .contains("public.b                       equal")
                .contains("… and 29 more: --json lists all")
                .contains("Row 7 was sent again.")
                .contains("compared again: 30 of 30 are equal now");
    }

    @Test
    void theLastLineCountsTables() throws Exception {
        assertThat(VerdictText.summary(verification(
                        false,
                        verdict("public.a", "equal", "", 0, 0),
                        DIFFERENT,
                        verdict("public.c", "not-comparable", "it is away", 0, 0))))
                .isEqualTo("3 tables: 1 equal, 1 different, 1 not comparable\n");
    }
}
