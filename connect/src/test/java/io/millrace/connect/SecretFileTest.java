package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void kafkasProviderReadsWhatWasWrittenLast() throws IOException {
        SecretFile secret = new SecretFile(folder.resolve("source.properties"));

        secret.write("first");
        secret.write("a=b:c\\d #é\n");

        try (FileConfigProvider provider = new FileConfigProvider()) {
            provider.configure(
                    Map.of("allowed.paths", secret.workerSettings().get("config.providers.file.param.allowed.paths")));
            assertThat(provider.get(secret.file().toString(), Set.of("password"))
                            .data())
                    .containsEntry("password", "a=b:c\\d #é\n");
        }
        assertThat(secret.reference()).isEqualTo("${file:" + secret.file() + ":password}");
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        SecretFile secret = new SecretFile(folder.resolve("source.properties"));

        secret.write("x");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret.file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(secret.file());
        }
    }

    @Test
    void refusesAPathThatDependsOnTheWorkersFolder() {
        assertThatThrownBy(() -> new SecretFile(Path.of("relative"))).hasMessageContaining("absolute");
    }
}
