package io.millrace.controller.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueMemoryTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void theNextProcessRecallsWhatTheLastOneKept(@TempDir Path folder) {
        Path file = folder.resolve("capture").resolve("catalogue.json");
        CatalogueMemory first = CatalogueMemory.in(file, log::add);
        assertThat(first.recall()).isEmpty();
        first.keep("ä");

        assertThat(first.recall()).isEqualTo("ä");
        assertThat(CatalogueMemory.in(file, log::add).recall()).isEqualTo("ä");
        assertThat(log).isEmpty();
    }

    @Test
    void whatCannotBeReadOrKeptIsSaid(@TempDir Path folder) throws IOException {
        Path noFile = Files.createDirectory(folder.resolve("catalogue.json"));
        Files.createFile(noFile.resolve("inside"));
        CatalogueMemory memory = CatalogueMemory.in(noFile, log::add);

        assertThat(memory.recall()).isEmpty();
        memory.keep("seen");

        assertThat(memory.recall()).isEqualTo("seen");
        assertThat(log).hasSize(2).allMatch(line -> line.contains(noFile.toString()));
    }
}
