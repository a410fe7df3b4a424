package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables that hide their rows, have none, or have those of others: each ends with {@code ./millrace verify}. */
final class CornersIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    @Test
    void aTableThatRowSecurityHidesKeepsItsRowsAndIsNamedWithTheStatementThatHelps() throws Exception {
        STACK.execute("""
                CREATE TABLE secured (id int PRIMARY KEY, v text);
                CREATE TABLE secured_log (v text);
                ALTER TABLE secured_log REPLICA IDENTITY FULL;
                INSERT INTO secured VALUES (1, 'one'), (2, 'two');
                INSERT INTO secured_log VALUES ('one'), ('one')""");
        STACK.millrace().awaitCaughtUp();
        verified("secured", "secured_log");
        STACK.execute("""
                ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
                ALTER TABLE secured FORCE ROW LEVEL SECURITY;
                CREATE POLICY nobody ON secured USING (false);
                ALTER TABLE secured_log ENABLE ROW LEVEL SECURITY;
                INSERT INTO secured VALUES (3, 'three');
                INSERT INTO secured_log VALUES ('two')""");

        var statement = "ALTER ROLE \"millrace_capture\" BYPASSRLS;";
        for (var table : List.of("secured", "secured_log")) {
            var refused = STACK.millrace().run("resync", table);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out() + refused.err()).contains(statement);
        }
        // A change that causes a load.
        STACK.execute("ALTER TABLE secured_log ADD COLUMN n serial");
        STACK.millrace().awaitCaughtUp();
        verified("secured");
        assertThat(STACK.warehouse().query("SELECT count() FROM app.secured_log"))
                .containsExactly("3");
        assertThat(STACK.millrace().doctor().out()).contains("secured").contains(statement);
        await("the alert")
                .atMost(Duration.ofSeconds(60))
                .until(() -> alerts().stream()
                        .anyMatch(alert -> alert.contains("public.secured") && alert.contains(statement)));

        STACK.execute(statement);
        try {
            for (var table : List.of("secured", "secured_log")) {
                assertThat(STACK.millrace().run("resync", table).exit()).isZero();
            }
            verified("secured", "secured_log");
            await("the end of the alerts").atMost(Duration.ofSeconds(60)).until(() -> alerts().isEmpty());
        } finally {
            STACK.execute("ALTER ROLE millrace_capture NOBYPASSRLS");
        }
    }

    @Test
    void rowsOfHeirsAndPartitionsAreThoseOfOneTable() throws Exception {
        STACK.execute("""
                CREATE TABLE heritage (id int PRIMARY KEY, v text);
                CREATE TABLE heritage_heir (w text, PRIMARY KEY (id)) INHERITS (heritage);
                CREATE TABLE whole (id int, r text, v text) PARTITION BY LIST (r);
                CREATE TABLE whole_a PARTITION OF whole (PRIMARY KEY (id)) FOR VALUES IN ('a');
                CREATE TABLE whole_b PARTITION OF whole (PRIMARY KEY (id)) FOR VALUES IN ('b');
                CREATE TABLE whole_c (id int PRIMARY KEY, r text, v text);
                INSERT INTO heritage VALUES (1, 'one'), (2, 'two');
                INSERT INTO heritage_heir VALUES (1, 'of the heir', 'w'), (3, 'of the heir', 'w');
                INSERT INTO whole VALUES (1, 'a', 'one'), (1, 'b', 'of another partition'), (2, 'a', 'two');
                INSERT INTO whole_c VALUES (1, 'c', 'by itself')""");
        STACK.millrace().awaitCaughtUp();
        verified("heritage", "heritage_heir", "whole", "whole_c");

        STACK.execute("""
                ALTER TABLE heritage ADD COLUMN x int DEFAULT 7;
                UPDATE heritage SET v = v || '!' WHERE id = 2;
                UPDATE whole SET r = 'b' WHERE id = 2;
                UPDATE whole SET v = 'changed' WHERE id = 1 AND r = 'b';
                ALTER TABLE whole ATTACH PARTITION whole_c FOR VALUES IN ('c')""");
        await("the view of the partition goes")
                .atMost(Duration.ofSeconds(60))
                .until(() -> STACK.warehouse()
                        .query("SELECT name FROM system.tables WHERE database = 'app' AND name = 'whole_c'")
                        .isEmpty());
        STACK.millrace().awaitCaughtUp();
        verified("heritage", "heritage_heir", "whole");
        assertThat(STACK.warehouse()
                        .query("SELECT count() FROM millrace.dead_letters WHERE source_table = 'public.whole'"))
                .containsExactly("0");

        // Rows of an heir are found where they do not belong, and taken out again.
        STACK.alter("INSERT INTO app_raw.heritage (id, v, x, _version) VALUES (3, 'of the heir', 7,"
                + " toUInt128('340282366920938463463374607431768211455'))");
        assertThat(verify(1, "heritage").path("tables").get(0).path("different"))
                .hasSize(1);
        assertThat(STACK.millrace()
                        .run("verify", "--table", "heritage", "--repair")
                        .exit())
                .isZero();
        verified("heritage");
    }

    @Test
    void aTableWithoutColumnsHoldsNothingUpAndAnEmptyOneHasItsView() throws Exception {
        STACK.execute("""
                CREATE TABLE columnless ();
                INSERT INTO columnless DEFAULT VALUES;
                CREATE TABLE empty_log (id serial, val int, tags text[])""");
        STACK.millrace().awaitCaughtUp();
        await("the view")
                .atMost(Duration.ofSeconds(60))
                .until(() -> STACK.warehouse()
                        .query("SELECT name FROM system.tables WHERE database = 'app' AND name = 'empty_log'")
                        .equals(List.of("empty_log")));
        verified("empty_log");
        assertThat(STACK.millrace().doctor().out()).contains("columnless").contains("it has no columns");
        assertThat(STACK.millrace().run("resync", "columnless").err()).contains("whether it has columns");

        STACK.execute(
                "ALTER TABLE columnless ADD COLUMN a int DEFAULT 3; INSERT INTO empty_log (tags) VALUES ('{a,b}')");
        await("the view")
                .atMost(Duration.ofSeconds(60))
                .until(() -> STACK.warehouse()
                        .query("SELECT name FROM system.tables WHERE database = 'app' AND name = 'columnless'")
                        .equals(List.of("columnless")));
        STACK.millrace().awaitCaughtUp();
        verified("columnless", "empty_log");
    }

    @Test
    void aTableThatIsInTheCatalogForAWhileIsFollowed() throws Exception {
        var before = notChanges();
        STACK.execute("""
                SET allow_system_table_mods = on;
                CREATE TABLE cataloged (id int PRIMARY KEY, v text);
                INSERT INTO cataloged VALUES (1, 'one'), (2, 'two');
                ALTER TABLE cataloged SET SCHEMA pg_catalog""", """
                SET allow_system_table_mods = on;
                UPDATE pg_catalog.cataloged SET v = v || '!' WHERE id = 1""", """
                SET allow_system_table_mods = on;
                ALTER TABLE pg_catalog.cataloged SET SCHEMA public""", "INSERT INTO cataloged VALUES (3, 'three')");
        STACK.millrace().awaitCaughtUp();
        verified("cataloged");
        assertThat(notChanges()).isEqualTo(before);
    }

    /** How many records were no change: others who share the stack send such records. */
    private static List<String> notChanges() throws IOException, InterruptedException {
        return STACK.warehouse().query("SELECT count() FROM millrace.dead_letters WHERE code = 'NOT_A_CHANGE'");
    }

    private static List<String> alerts() throws IOException, InterruptedException {
        return STACK.warehouse()
                .query("SELECT subject, reason, advice FROM millrace.alerts FINAL"
                        + " WHERE rule = 'loadFailed' AND subject LIKE 'public.secured%' AND resolved_at IS NULL");
    }

    private static void verified(String... tables) throws IOException, InterruptedException {
        assertThat(verify(0, tables).path("equal").asBoolean()).isTrue();
    }

    private static JsonNode verify(int exit, String... tables) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("verify", "--json"));
        for (var table : tables) {
            arguments.addAll(List.of("--table", table));
        }
        var result = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return Http.JSON.readTree(result.out());
    }
}
