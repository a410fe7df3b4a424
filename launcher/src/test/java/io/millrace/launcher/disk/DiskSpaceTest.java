package io.millrace.launcher.disk;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
    @Test
    void aFullDiskIsNamedBeforeAnythingStarts(@TempDir Path folder) {
        assertThatThrownBy(() -> DiskSpace.require(folder, Long.MAX_VALUE))
                .hasMessageContaining("the disk of " + folder + " is full")
                .hasMessageContaining("--data");
        assertThatCode(() -> DiskSpace.require(folder, 1)).doesNotThrowAnyException();
    }
}
