package io.millrace.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessUsageTest {
    @Test
    void timeIsThatOfTheProcessAndOfChildrenThatHaveEnded() {
        var stat = "42 (a (strange) name) S 1 42 42 0 -1 4194560 1000 0 0 0 100 20 7 3 20 0 30 0 999 0 0";
        assertThat(ProcessUsage.ticks(stat)).isEqualTo(130);
    }

    @Test
    void aServiceBelowAnotherCountsOnlyForItself() {
        Map<Long, List<Long>> children = Map.of(1L, List.of(2L, 3L), 2L, List.of(4L), 3L, List.of(5L));
        assertThat(ProcessUsage.tree(1, children, List.of(1L, 3L))).containsExactly(1L, 2L, 4L);
    }

    @Test
    void aLineOfSmapsIsReadAsANumber(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("smaps_rollup"), "Rss:  900 kB\nPss:   1234 kB\nPss_Anon: 5 kB\n");
        assertThat(ProcessUsage.field(file, "Pss:")).isEqualTo(1234);
        assertThat(ProcessUsage.field(file, "Swap:")).isZero();
    }

    @Test
    void thisProcessUsesCpuAndMemory() {
        var pids = Map.of("test", ProcessHandle.current().pid());
        assertThat(ProcessUsage.cpuMicros(pids).get("test")).isPositive();
        assertThat(ProcessUsage.memoryMiB(pids).get("test")).isPositive();
    }
}
