package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalException;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded Postgres makes of the folder that it finds. */
class ServerFolderIT {
    @TempDir
    private Path folder;

    @Test
    void whatAKilledInitdbLeftIsNotTakenForACluster() throws IOException {
        Path unfinished = Files.createDirectories(folder.resolve("cluster.unfinished"));
        Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");
        server().prepare();
        assertThat(folder.resolve("cluster/global/pg_control")).exists();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aDamagedClusterIsNotCreatedAgain() throws IOException {
        PostgresServer server = server();
        server.prepare();
        Files.delete(folder.resolve("cluster/PG_VERSION"));
        assertThatThrownBy(server::prepare)
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("PG_VERSION is missing")
                .hasMessageContaining("backup");
        assertThat(folder.resolve("cluster/global/pg_control")).exists();
    }

    private PostgresServer server() {
        return new PostgresServer(folder, LocalPorts.free(), "it", "secret-of-a-test");
    }
}
