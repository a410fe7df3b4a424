package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A second source in the warehouse of the first, whose tables have the same names and the same numbers. */
final class SharedWarehouseIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final List<String> TABLES = List.of("twin", "twin_log");

    @Test
    void eachSourceKeepsItsRowsWhateverTheOtherOneDoes(@TempDir Path folder) throws Exception {
        var yaml = """
                source: {name: other}
                warehouse: {url: '%s', database: %s}
                ports: {postgres: 0, kafka: 0, connect: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}
                """.formatted(STACK.millrace().url("clickhouse"), SharedStack.DATABASE);
        try (var second = Millrace.configured(
                Files.createDirectory(folder.resolve("other")).resolve("data"), yaml, Map.of())) {
            second.up();
            try (var here = STACK.connect();
                    var there = Contents.connect(second.url("postgres"))) {
                alignNumbers(here, there);
                for (var connection : List.of(here, there)) {
                    execute(
                            connection,
                            "CREATE TABLE twin (id int PRIMARY KEY, a text)",
                            "CREATE TABLE twin_log (a text)",
                            "ALTER TABLE twin_log REPLICA IDENTITY FULL");
                }
                for (var table : TABLES) {
                    assertThat(number(here, table)).as(table).isEqualTo(number(there, table));
                }
                // The positions of one are far behind those of the other.
                execute(
                        here,
                        "INSERT INTO twin SELECT i, 'here' FROM generate_series(1, 1000) i",
                        "INSERT INTO twin_log SELECT 'here' FROM generate_series(1, 10)");
                execute(there, "INSERT INTO twin VALUES (1, 'there')", "INSERT INTO twin_log VALUES ('there')");
                for (var source : List.of("app", "other")) {
                    Awaitility.await(source + " has its views")
                            .atMost(Duration.ofMinutes(2))
                            .pollInterval(Duration.ofMillis(500))
                            .until(() -> STACK.warehouse()
                                            .query("SELECT name FROM millrace.tables FINAL WHERE source = '" + source
                                                    + "' AND state = 'live' AND startsWith(name, 'twin')")
                                            .size()
                                    == TABLES.size());
                }
                STACK.millrace().awaitCaughtUp();
                second.awaitCaughtUp();

                execute(here, "TRUNCATE twin, twin_log", "INSERT INTO twin VALUES (1, 'here again')");
                resync(second, "twin_log");
                resync(second, "twin");
                resync(STACK.millrace(), "twin_log");
                execute(
                        there,
                        "ALTER TABLE twin ADD b int DEFAULT 5",
                        "DELETE FROM twin_log",
                        "INSERT INTO twin_log VALUES ('there again')");
                STACK.millrace().awaitCaughtUp();
                second.awaitCaughtUp();
                for (var millrace : List.of(STACK.millrace(), second)) {
                    var verify = millrace.run("verify", "--json", "--table", "twin", "--table", "twin_log");
                    assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
                }
                assertThat(shown("app", "twin")).isEqualTo("[[1, here again]]");
                assertThat(shown("app", "twin_log")).isEqualTo("[]");
                assertThat(shown("other", "twin")).isEqualTo("[[1, there, 5]]");
                assertThat(shown("other", "twin_log")).isEqualTo("[[there again]]");

                // The console of each knows its own.
                for (var millrace : List.of(STACK.millrace(), second)) {
                    var tables = new Http(millrace.url("ops")).json("GET", "/api/tables", "");
                    assertThat(tables.findValuesAsText("table"))
                            .as(tables.toString())
                            .contains("public.twin")
                            .doesNotHaveDuplicates();
                }
            }
        }
    }

    private static String shown(String source, String table) throws Exception {
        var place = STACK.warehouse()
                .rows("SELECT view_database, name FROM millrace.tables FINAL WHERE source = '" + source
                        + "' AND source_table = 'public." + table + "' AND state = 'live'");
        return STACK.warehouse()
                .rows("SELECT * FROM `" + place.get(0).get(0) + "`.`"
                        + place.get(0).get(1) + "`")
                .toString();
    }

    /** Brings the counters from which the clusters number their tables to the same number. */
    private static void alignNumbers(Connection here, Connection there) throws Exception {
        long difference = nextNumber(here) - nextNumber(there);
        execute(
                difference > 0 ? there : here,
                "SELECT count(lo_unlink(lo_create(0))) FROM generate_series(1, " + Math.abs(difference) + ")");
    }

    private static long nextNumber(Connection connection) throws Exception {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT lo_create(0)")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long number(Connection connection, String table) throws Exception {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT '" + table + "'::regclass::oid")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void resync(Millrace millrace, String table) throws Exception {
        var resync = millrace.run("resync", table);
        assertThat(resync.exit()).as(table + resync.err()).isZero();
    }

    private static void execute(Connection connection, String... statements) throws Exception {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
