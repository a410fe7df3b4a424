package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalPorts;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.RunningProcess;
import io.millrace.local.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @Test
    void syncsToDiskAndDecodesLogically() throws SQLException {
        assertThat(show("fsync")).isEqualTo("on");
        assertThat(show("wal_level")).isEqualTo("logical");
        assertThat(show("data_checksums")).isEqualTo("on");
        assertThat(show("listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void keepsACommittedRowWhenItIsKilled() throws SQLException {
        try (TestServer<PostgresServer> server =
                TestServer.start("postgres", folder -> new PostgresServer(folder, LocalPorts.free(), "app", "word"))) {
            server.server().ensureDatabase();
            try (Connection connection = server.server().connect("app");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t AS SELECT 42 AS answer");
            }
            server.kill();
            assertThat(server.server().notReady()).isPresent();

            server.startAgain();

            try (Connection connection = server.server().connect("app");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT answer FROM t")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
            }
        }
    }

    @Test
    void anOrphanIsFoundByItsPidFileAndStopped(@TempDir Path folder) {
        PostgresServer server = new PostgresServer(folder.resolve("data"), LocalPorts.free(), "app", "word");
        PidFile pidFile = new PidFile(folder.resolve("postgres.pid"));
        RunningProcess started = RunningProcess.start(server.prepare(), folder.resolve("log"), pidFile);

        RunningProcess orphan = RunningProcess.orphan(pidFile, "INT").orElseThrow();
        assertThat(orphan.pid()).isEqualTo(started.pid());
        orphan.stop(Duration.ofSeconds(10));

        // It has ended; the JVM, whose child it is, hears of it a moment later.
        started.stop(Duration.ofSeconds(10));
        assertThat(started.isAlive()).isFalse();
        assertThat(pidFile.path()).doesNotExist();
        assertThat(RunningProcess.orphan(pidFile, "INT")).isEmpty();
    }

    @Test
    void aPidFileDoesNotNameALaterProcessWithTheSamePid(@TempDir Path folder) throws Exception {
        PidFile pidFile = new PidFile(folder.resolve("postgres.pid"));
        Files.writeString(pidFile.path(), ProcessHandle.current().pid() + "\nan earlier start\n");

        assertThat(RunningProcess.orphan(pidFile, "INT")).isEmpty();
    }

    private static String show(String setting) throws SQLException {
        try (Connection connection = POSTGRES.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
