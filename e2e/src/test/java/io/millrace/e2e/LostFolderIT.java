package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalPorts;
import io.millrace.local.UserCache;
import io.millrace.local.server.PostgresServer;
import io.millrace.testkit.TestServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The controller's folder is deleted while Millrace is down, as on a machine that is replaced, and the source changes meanwhile in
 * ways that leave nothing in the stream: all of it is noticed, for the controller remembers in Kafka.
 */
@Order(2)
final class LostFolderIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> TABLES = List.of("parts", "named_again", "fresh");

    @Test
    void changesThatLeaveNoTraceAndAnotherTimelineAreNoticedWithoutTheFolder() throws Exception {
        try (var source = source()) {
            var url = URI.create(source.server().url());
            execute(
                    url,
                    "CREATE TABLE parts (id int PRIMARY KEY, a text) PARTITION BY RANGE (id)",
                    "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100)",
                    "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (100) TO (200)",
                    "CREATE TABLE parts_3 PARTITION OF parts FOR VALUES FROM (200) TO (300)",
                    "INSERT INTO parts SELECT i, 'before' FROM generate_series(0, 299) i",
                    "CREATE TABLE dropped (id int PRIMARY KEY)",
                    "INSERT INTO dropped VALUES (1)",
                    "CREATE TABLE renamed (id int PRIMARY KEY)",
                    "INSERT INTO renamed VALUES (1)",
                    "CREATE TABLE kept (id int PRIMARY KEY)",
                    "INSERT INTO kept VALUES (1)");
            var folder = Files.createTempDirectory("millrace-folder-");
            try (var millrace = Millrace.of(folder.resolve("data"), url.toString())) {
                millrace.up();
                millrace.awaitCaughtUp(PATIENCE);
                assertThat(millrace.state("catalog").path("relations").size()).isGreaterThanOrEqualTo(3);
                assertThat(millrace.state("source-wal").path("timeline").asText())
                        .isNotEmpty();

                down(millrace, folder);
                changeWithoutATrace(url);
                var cluster = source.folder().resolve("cluster");
                source.process().stop(Duration.ofSeconds(20));
                DrillStack.copy(cluster, folder.resolve("backup"));
                source.startAgain();
                millrace.up();
                millrace.awaitCaughtUp(PATIENCE);
                for (var table : TABLES) {
                    awaitEqual(url, millrace, table);
                }
                assertThat(log(folder)).doesNotContain("is not known. If partitions");
                execute(url, "INSERT INTO kept SELECT generate_series(2, 500)");
                millrace.awaitCaughtUp(PATIENCE);

                down(millrace, folder);
                source.process().stop(Duration.ofSeconds(20));
                UserCache.deleteTree(cluster);
                DrillStack.copy(folder.resolve("backup"), cluster);
                Files.createFile(cluster.resolve("standby.signal"));
                source.startAgain();
                execute(url, "SELECT pg_promote()");
                // Beyond where the lost one had been, so that positions alone show nothing.
                execute(
                        url,
                        "CREATE TABLE filler (id int PRIMARY KEY, a text)",
                        "INSERT INTO filler SELECT i, repeat('x', 1000) FROM generate_series(1, 5000) i",
                        "INSERT INTO kept VALUES (1000)");
                millrace.up();
                millrace.awaitCaughtUp(PATIENCE);
                awaitEqual(url, millrace, "kept");
                for (var table : TABLES) {
                    awaitEqual(url, millrace, table);
                }
                assertThat(log(folder)).contains("Changes were missed, for the source");
            } finally {
                UserCache.deleteTree(folder);
            }
        }
    }

    private static void changeWithoutATrace(URI url) throws SQLException {
        execute(
                url,
                "ALTER TABLE parts DETACH PARTITION parts_1",
                "CREATE TABLE parts_4 (id int PRIMARY KEY, a text)",
                "INSERT INTO parts_4 SELECT i, 'attached' FROM generate_series(300, 399) i",
                "ALTER TABLE parts ATTACH PARTITION parts_4 FOR VALUES FROM (300) TO (400)",
                "TRUNCATE parts_2",
                "DROP TABLE dropped",
                "ALTER TABLE renamed RENAME TO named_again",
                "CREATE TABLE fresh (id int PRIMARY KEY)",
                "INSERT INTO fresh VALUES (1)");
    }

    private static TestServer<PostgresServer> source() {
        TestServer<PostgresServer> source = TestServer.start(
                "folder-source", folder -> new PostgresServer(folder, LocalPorts.free(), "app", "secret-of-a-test"));
        source.server().ensureDatabase();
        return source;
    }

    private static void down(Millrace millrace, Path folder) throws Exception {
        assertThat(millrace.run("down").exit()).isZero();
        UserCache.deleteTree(folder.resolve("data").resolve("controller"));
    }

    private static String log(Path folder) throws Exception {
        return Files.readString(folder.resolve("data").resolve("logs").resolve("controller.log"));
    }

    private static void execute(URI url, String... statements) throws SQLException {
        try (var connection = Contents.connect(url);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void awaitEqual(URI source, Millrace millrace, String table) throws Exception {
        var contents = new Contents(source, millrace.url("clickhouse"));
        Awaitility.await(table + " is equal")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> contents.assertEqual("app", "public", table));
    }
}
