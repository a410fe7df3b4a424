package io.millrace.launcher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MasterStateTest {
    @Test
    void itsWorkersAndDriversAreRead() throws IOException {
        MasterState state = MasterState.parse("""
                {"status": "ALIVE", "activedrivers": [{"id": "driver-1", "state": "RUNNING"}],
                 "workers": [{"port": 7078, "state": "ALIVE"}, {"port": 7079, "state": "DEAD"}]}
                """);

        assertThat(state.isAlive()).isTrue();
        assertThat(state.drivers()).containsExactly("driver-1");
        assertThat(state.hasWorker(7078)).isTrue();
        assertThat(state.hasWorker(7079)).isFalse();
    }

    @Test
    void aRecoveringMasterIsNotAlive() throws IOException {
        MasterState state = MasterState.parse("{\"status\": \"RECOVERING\", \"activedrivers\": []}");

        assertThat(state.isAlive()).isFalse();
        assertThat(state.drivers()).isEmpty();
    }

    @Test
    void theJobHasASlotForEachPartitionAndFitsOneWorker() {
        assertThat(JobSize.of(4, 2)).isEqualTo(new JobSize(2, 2));
        assertThat(JobSize.of(8, 3)).isEqualTo(new JobSize(3, 3));
        assertThat(JobSize.of(1, 2)).isEqualTo(new JobSize(1, 1));
        assertThat(JobSize.of(8, 3).allCores()).isEqualTo(10);
        assertThat(JobSize.of(4, 2).allMegabytes())
                .isGreaterThanOrEqualTo(JobSize.DRIVER_MEGABYTES + 2 * JobSize.EXECUTOR_MEGABYTES);
    }
}
