package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private Path folder;

    @Test
    void aSecretStaysAndIsItsOwnersAlone() throws Exception {
        Path file = folder.resolve("etc/secrets");
        String secret = new Secrets(file).secret("postgres");

        assertThat(secret).hasSize(32);
        assertThat(new Secrets(file).secret("postgres")).isEqualTo(secret);
        assertThat(new Secrets(file).secret("clickhouse")).isNotEqualTo(secret);
        assertThat(new Secrets(file).secret("postgres")).isEqualTo(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatHasLostItsSecretsGetsNoNewOnes() throws Exception {
        Path file = folder.resolve("secrets");
        Files.createFile(file);

        assertThatThrownBy(() -> new Secrets(file).secret("postgres"))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("is empty")
                .hasMessageContaining("backup");
        assertThat(file).isEmptyFile();
    }
}
