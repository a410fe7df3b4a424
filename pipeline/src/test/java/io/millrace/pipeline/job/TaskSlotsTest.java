package io.millrace.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskSlotsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"local|1", "local[5]|5", "local[*]|2", "local[3,4]|3"})
    void areReadFromTheMaster(String master, int slots) {
        assertThat(TaskSlots.of(master, 2)).isEqualTo(slots);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local[4]|set pipeline.master to local[9]",
                "spark://host:7077|--total-executor-cores 8",
                "yarn|--num-executors times --executor-cores",
                "k8s://https://host:6443|spark.executor.instances",
                "local-cluster[2,1,1024]|executors with 8 cores"
            })
    void theAdviceIsForTheMaster(String master, String advice) {
        assertThat(TaskSlots.advice(master, 8)).contains(advice);
    }

    @Test
    void aClusterOnThisMachineIsNotThisProcess() {
        assertThat(TaskSlots.isInThisProcess("local[2]")).isTrue();
        assertThat(TaskSlots.isInThisProcess("local-cluster[2,1,1024]")).isFalse();
        assertThat(TaskSlots.isInThisProcess("spark://host:7077")).isFalse();
    }
}
