package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Columns that are dropped, masked or hashed: what they held is nowhere behind the source, whichever way it could go. */
final class ProtectedColumnsIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    /**
     * Parts of every value that must not be seen: of texts, numbers, times, arrays and defaults. The number is negative, so
     * that no position in the write-ahead log can be taken for it.
     */
    private static final List<String> CLEAR =
            List.of("cl3ar", "-1987654321", "1969-07-2", "1.2345e+67", "1.2345E67", "Apollo", "0c1ea4");

    private static final List<String> COLUMNS =
            List.of("h_text", "h_char", "h_time", "h_float", "h_tags", "h_true", "h_num", "h_bytes");

    @Test
    void whatTheyHeldIsNeitherInTheLogNorInTheWarehouse() throws Exception {
        STACK.execute("CREATE SCHEMA IF NOT EXISTS guarded");
        STACK.execute("""
                CREATE TABLE guarded.people (id int PRIMARY KEY, name text, h_text text NOT NULL, h_char char(9),
                    h_time timestamptz, h_float float8, h_tags text[], h_true boolean, h_num numeric(20, 9), h_bytes bytea, m_text text DEFAULT 'cl3ar-default',
                    m_number int NOT NULL, d_text text NOT NULL DEFAULT 'cl3ar-default', d_number bigint, h_big text)""");
        STACK.execute("ALTER TABLE guarded.people ALTER h_big SET STORAGE EXTERNAL");
        STACK.execute("CREATE TABLE guarded.visits (place text, h_who text, d_when timestamptz)");
        STACK.execute("ALTER TABLE guarded.visits REPLICA IDENTITY FULL");
        change("people");
        STACK.execute("ALTER TABLE guarded.people REPLICA IDENTITY FULL");
        STACK.execute(
                "ALTER TABLE guarded.people ADD h_late text DEFAULT 'cl3ar-late', ADD d_late text DEFAULT 'cl3ar-late'");
        change("people");
        STACK.execute(
                "INSERT INTO guarded.visits SELECT 'moon', 'cl3ar-' || i % 3, '1969-07-20' FROM generate_series(1, 9) i");
        STACK.execute("UPDATE guarded.visits SET place = 'earth' WHERE h_who = 'cl3ar-1'");
        STACK.execute("DELETE FROM guarded.visits WHERE h_who = 'cl3ar-2'");
        STACK.millrace().awaitCaughtUp();
        lookAtThem("after changes");

        for (var table : List.of("guarded.people", "guarded.visits")) {
            var resync = STACK.millrace().run("resync", table);
            assertThat(resync.exit()).as(resync.err()).isZero();
        }
        STACK.millrace().awaitCaughtUp();
        lookAtThem("after a load");

        // Storage changed by hand: what differs is read again from the source.
        STACK.warehouse().send("POST", "/?mutations_sync=1", "ALTER TABLE app_guarded_raw.people DELETE WHERE id = 2");
        STACK.warehouse()
                .send(
                        "POST",
                        "/?mutations_sync=1",
                        "ALTER TABLE app_guarded_raw.people UPDATE h_text = 'by hand' WHERE id = 3");
        var differing = STACK.millrace().run("verify", "--table", "guarded.people", "--json");
        assertThat(Http.JSON.readTree(differing.out()).findValuesAsText("different"))
                .isNotNull();
        assertThat(differing.out()).contains("by hand").contains(Guarded.hash("cl3ar-text-3"));
        assertThat(CLEAR).noneMatch(differing.out()::contains);
        var fixed = STACK.millrace().run("verify", "--table", "guarded.people", "--repair");
        assertThat(fixed.exit()).as(fixed.out() + fixed.err()).isZero();
        lookAtThem("after a repair");
    }

    @Test
    void aTableWhoseKeyIsProtectedIsNotCaptured() throws Exception {
        STACK.execute("CREATE SCHEMA guarded_keys");
        STACK.execute("CREATE TABLE guarded_keys.fine (id int PRIMARY KEY)");
        STACK.execute("CREATE SCHEMA IF NOT EXISTS guarded");
        STACK.execute("CREATE TABLE guarded.keyed (h_mail text PRIMARY KEY, n int)");
        try {
            STACK.execute("INSERT INTO guarded.keyed VALUES ('cl3ar-key', 1)");
            STACK.execute("INSERT INTO guarded_keys.fine VALUES (1)");
            STACK.millrace().awaitCaughtUp();
            STACK.millrace().run("resync", "guarded.keyed");
            STACK.millrace().awaitCaughtUp();

            assertThat(STACK.contents().assertEqual("app_guarded_keys", "guarded_keys", "fine"))
                    .isEqualTo(1);
            var seen = new Guarded(STACK);
            assertThat(seen.inTheLog(List.of("cl3ar-key"))).isEmpty();
            assertThat(seen.inTheWarehouse(List.of("cl3ar-key"))).isEmpty();
            var doctor = STACK.millrace().doctor();
            assertThat(doctor.out()).contains("guarded.keyed.h_mail").contains("part of the key");
        } finally {
            STACK.execute("DROP TABLE guarded.keyed");
        }
    }

    /** Inserts, updates with and without the protected columns, an untouched value out of line, a delete. */
    private static void change(String table) throws Exception {
        STACK.execute("""
                INSERT INTO guarded.%s (id, name, h_text, h_char, h_time, h_float, h_tags, h_true, h_num, h_bytes, m_text, m_number, d_text,
                    d_number, h_big)
                SELECT i, 'row', 'cl3ar-text-' || i, 'cl3ar', '1969-07-20 20:17:40.5+02', 1.2345e67,
                    ARRAY['Apollo', NULL, 'cl3ar "x"'], true, -1987654321.000000001, '\\x0c1ea4', 'cl3ar-m', -1987654321, 'cl3ar-d', -1987654321,
                    repeat('cl3ar-big-' || i, 2000)
                FROM generate_series(1, 6) i ON CONFLICT DO NOTHING""".formatted(table));
        STACK.execute("INSERT INTO guarded." + table
                + " (id, h_text, m_number) VALUES (7, '', -1987654321) ON CONFLICT DO NOTHING");
        STACK.execute("UPDATE guarded." + table + " SET name = 'touched' WHERE id IN (2, 7)");
        STACK.execute("UPDATE guarded." + table + " SET h_text = 'cl3ar-new', m_text = NULL WHERE id = 4");
        STACK.execute("DELETE FROM guarded." + table + " WHERE id = 66");
        STACK.execute("UPDATE guarded." + table + " SET id = 66 WHERE id = 6");
        STACK.execute("DELETE FROM guarded." + table + " WHERE id = 5");
    }

    private static void lookAtThem(String when) throws Exception {
        var seen = new Guarded(STACK);
        assertThat(seen.inTheLog(CLEAR)).as(when).isEmpty();
        assertThat(seen.inTheWarehouse(CLEAR)).as(when).isEmpty();

        var rows = STACK.warehouse()
                .rows("SELECT " + String.join(", ", COLUMNS) + ", m_text, m_number, h_late, h_big"
                        + " FROM app_guarded.people WHERE id = 3");
        assertThat(rows)
                .as(when)
                .containsExactly(List.of(
                        Guarded.hash("cl3ar-text-3"),
                        Guarded.hash("cl3ar    "),
                        Guarded.hash("1969-07-20 18:17:40.5+00"),
                        Guarded.hash("1.2345e+67"),
                        Guarded.hash("{Apollo,NULL,\"cl3ar \\\"x\\\"\"}"),
                        Guarded.hash("t"),
                        Guarded.hash("-1987654321.000000001"),
                        Guarded.hash("\\x0c1ea4"),
                        "****",
                        "****",
                        Guarded.hash("cl3ar-late"),
                        Guarded.hash("cl3ar-big-3".repeat(2000))));
        assertThat(
                        STACK.warehouse()
                                .query(
                                        "SELECT name FROM system.columns WHERE database LIKE 'app_guarded%' AND name LIKE 'd\\_%'"))
                .as(when)
                .isEmpty();

        for (var table : List.of("guarded.people", "guarded.visits")) {
            var result = STACK.millrace().run("verify", "--table", table, "--json");
            JsonNode verified = Http.JSON.readTree(result.out()).path("tables").path(0);
            assertThat(verified.path("equal").asBoolean())
                    .as(when + ": " + result.out())
                    .isTrue();
            assertThat(verified.path("protected").size()).as(when).isGreaterThan(1);
            assertThat(CLEAR).noneMatch(result.out()::contains);
        }
    }
}
