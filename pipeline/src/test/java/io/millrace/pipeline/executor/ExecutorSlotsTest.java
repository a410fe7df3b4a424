package io.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ExecutorSlotsTest {
    private final SparkConf conf = new SparkConf(false);
    private final ExecutorReports reports = new ExecutorReports(System::nanoTime);

    @Test
    void executorsThatRegisterInTimeAreWaitedFor() throws Exception {
        reports.registered("0", "a", 1);
        List<Integer> seen = new ArrayList<>();
        int slots = new ExecutorSlots(conf, reports).await(3, known -> {
            seen.add(known);
            reports.registered("1", "b", 2);
        });
        assertThat(slots).isEqualTo(3);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void tooFewAreReportedWhenTheTimeIsOver() throws Exception {
        conf.set("spark.scheduler.maxRegisteredResourcesWaitingTime", "300ms");
        reports.registered("0", "a", 2);
        assertThat(new ExecutorSlots(conf, reports).await(4, known -> {})).isEqualTo(2);
    }

    @Test
    void whatComesOnDemandIsNotWaitedFor() throws Exception {
        conf.set("spark.dynamicAllocation.enabled", "true");
        assertThat(new ExecutorSlots(conf, reports).await(4, known -> {})).isGreaterThan(1_000_000);
        conf.set("spark.dynamicAllocation.maxExecutors", "3").set("spark.executor.cores", "2");
        assertThat(new ExecutorSlots(conf, reports).await(8, known -> {})).isEqualTo(6);
    }
}
