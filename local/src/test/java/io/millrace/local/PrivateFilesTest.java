package io.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void severalThreadsCanWriteTheSameFile() throws Exception {
        Path file = folder.resolve("etc").resolve("clients");
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] content = ("content " + i).getBytes(UTF_8);
            writers.add(() -> {
                PrivateFiles.write(file, content);
                return true;
            });
        }
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (var written : threads.invokeAll(writers)) {
                assertThat(written.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Files.readString(file)).startsWith("content ");
        try (var files = Files.list(folder.resolve("etc"))) {
            assertThat(files).containsExactly(file);
        }
    }
}
