package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.UserCache;
import java.nio.file.Files;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The source is put back to what it was a while ago, as after a restore: its log continues from a position from before.
 */
@Order(2)
final class RestoredSourceIT {
    private static final List<String> TABLES = List.of("keyed", "keyless", "untouched");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void whatTheSourceHasLostTheWarehouseLosesToo() throws Exception {
        try (var stack = DrillStack.start("")) {
            stack.execute(
                    "CREATE TABLE keyed (id int PRIMARY KEY, a text, big text)",
                    "ALTER TABLE keyed ALTER big SET STORAGE EXTERNAL",
                    "CREATE TABLE keyless (a text)",
                    "ALTER TABLE keyless REPLICA IDENTITY FULL",
                    "CREATE TABLE untouched (id int PRIMARY KEY)",
                    "INSERT INTO keyed SELECT i, 'before', repeat('before', 1000) FROM generate_series(1, 1000) i",
                    "INSERT INTO keyless SELECT i % 10 FROM generate_series(1, 100) i",
                    "INSERT INTO untouched SELECT generate_series(1, 1000)");
            stack.millrace().awaitCaughtUp();

            var cluster = stack.data().resolve("postgres").resolve("cluster");
            var backup = stack.data().resolveSibling("backup");
            stack.whileStopped("postgres", "INT", () -> DrillStack.copy(cluster, backup));
            stack.awaitSource();
            // What is captured and has not landed is lost as well.
            var pipeline = stack.pid("pipeline").orElseThrow();
            DrillStack.signal(pipeline, "STOP", false);
            stack.execute(
                    "UPDATE keyed SET a = 'lost', big = repeat('lost', 2000) WHERE id <= 300",
                    "DELETE FROM keyed WHERE id > 900",
                    "INSERT INTO keyed SELECT i, 'lost' FROM generate_series(2001, 5000) i",
                    "DELETE FROM keyless WHERE a = '3'",
                    "INSERT INTO keyless SELECT 'lost' FROM generate_series(1, 100)",
                    "ALTER TABLE keyed ADD COLUMN late int DEFAULT 7",
                    "CREATE TABLE lost_table (id int PRIMARY KEY)",
                    "INSERT INTO lost_table VALUES (1)");
            awaitCaptured(stack);

            stack.whileStopped("postgres", "INT", () -> {
                UserCache.deleteTree(cluster);
                DrillStack.copy(backup, cluster);
            });
            stack.awaitSource();
            DrillStack.signal(pipeline, "CONT", false);
            // Large values that these do not touch are others by now than those that the warehouse has.
            stack.execute("UPDATE keyed SET a = 'after' WHERE id BETWEEN 200 AND 400");
            stack.execute("INSERT INTO keyed VALUES (2001, 'after')", "INSERT INTO keyless VALUES ('after')");
            for (int i = 0; i < 50; i++) {
                stack.execute("UPDATE keyed SET a = 'after " + i + "' WHERE id = " + (i + 1));
                LockSupport.parkNanos(100_000_000);
            }

            awaitEqual(stack);
            assertThat(stack.warehouse().rows("SELECT count() FROM app.keyed WHERE startsWith(big, 'lost')"))
                    .hasToString("[[0]]");
            assertThat(stack.warehouse()
                            .rows("SELECT epoch, reason FROM millrace.epochs")
                            .toString())
                    .contains("1, the source's log went back from");
            assertThat(Files.readString(stack.data().resolve("logs").resolve("controller.log")))
                    .contains("Changes were missed, for the source's log went back from")
                    .contains("all tables are loaded again");

            // And it continues: what follows counts to the new epoch, whatever LSN it has.
            stack.execute("UPDATE keyed SET a = 'later' WHERE id <= 10", "DELETE FROM keyless WHERE a = 'after'");
            stack.millrace().awaitCaughtUp();
            awaitEqual(stack);
            var verified = stack.millrace().run("verify", "--json");
            assertThat(Http.JSON.readTree(verified.out()).path("equal").asBoolean())
                    .as(verified.out() + verified.err())
                    .isTrue();
        }
    }

    /** Until the slot says that all is in Kafka. */
    private static void awaitCaptured(DrillStack stack) throws Exception {
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            String written = text(statement, "SELECT pg_current_wal_insert_lsn()");
            Awaitility.await("all is captured")
                    .atMost(PATIENCE)
                    .until(() -> text(
                                    statement,
                                    "SELECT bool_and(confirmed_flush_lsn >= '" + written
                                            + "') FROM pg_replication_slots")
                            .equals("t"));
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void awaitEqual(DrillStack stack) throws Exception {
        for (var table : TABLES) {
            Awaitility.await(table + " is equal")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> stack.contents().assertEqual("app", "public", table));
        }
    }
}
