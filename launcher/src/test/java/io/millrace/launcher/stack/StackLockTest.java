package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.launcher.error.LauncherException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLockTest {
    @Test
    void aSecondLauncherNamesTheFirstAndHowToStopIt(@TempDir Path folder) {
        DataFolder data = new DataFolder(folder);
        data.create();
        try (StackLock first = StackLock.acquire(data)) {
            assertThatThrownBy(() -> StackLock.acquire(data))
                    .isInstanceOf(LauncherException.class)
                    .hasMessageContaining(
                            "another launcher (pid " + ProcessHandle.current().pid() + ") runs on")
                    .hasMessageContaining("./millrace down --data " + data.root());
            first.forget(data);
        }
        StackLock.acquire(data).close();
    }
}
