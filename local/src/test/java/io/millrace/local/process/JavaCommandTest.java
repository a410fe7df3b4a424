package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavaCommandTest {
    @TempDir
    Path folder;

    @Test
    void startBeginsWithoutTheTemporaryFilesOfAKilledProcess() throws Exception {
        Path left = Files.createDirectories(folder.resolve("tmp/artifacts")).resolve("native.so");
        Files.writeString(left, "x");

        Command command = new JavaCommand("some", "some.jar", "some.Main", List.of(), List.of(), Map.of()).in(folder);

        assertThat(command.arguments()).contains("-Djava.io.tmpdir=" + folder.resolve("tmp"));
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }
}
