package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.stack.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Two sources in one warehouse, each with a job of its own on the same Spark cluster, both under load. The driver of each dies once; the
 * other job goes on in the same processes. It takes five minutes: {@code -Dmillrace.proofs=true} or {@code -Dmillrace.cluster=one} runs
 * it.
 */
@Order(2)
@EnabledIf("io.millrace.e2e.ClusterStackIT#isWanted")
final class ClusterSourcesIT {
    /** Two cores start a driver's and its executors' JVMs, and drain what waits, beside the other job and both loads. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final List<String> MEMBERS = List.of(
            "postgres",
            "kafka-1",
            "connect-1",
            "clickhouse",
            "controller-1",
            "controller-2",
            "spark-master",
            "spark-worker-1",
            "spark-worker-2",
            "pipeline",
            "ops-1",
            "ops-2");

    @Test
    void theJobsOfTwoSourcesDoNotDisturbEachOther() throws Exception {
        var recoveries = new Recoveries();
        try (var first = DrillStack.start(
                        Files.createTempDirectory("millrace-sources-"),
                        "log: {partitions: 4}\nwarehouse: {history: [public.hot]}\n",
                        MEMBERS,
                        "--cluster",
                        "--brokers",
                        "1",
                        "--connect-workers",
                        "1");
                var second = SecondSource.start(first);
                var load = new HotKeys(first, PATIENCE);
                var secondLoad = new HotKeys(second, PATIENCE)) {
            load.awaitFlow();
            secondLoad.awaitFlow();
            load.assertEqual();
            secondLoad.assertEqual();

            var data = new DataFolder(first.data());
            Supplier<List<Long>> job = () ->
                    SecondSource.job(first, data.resolvedConfig(), data.logs().resolve("executors.log"));
            assertThat(job.get())
                    .as("driver and two executors of the first job")
                    .hasSize(3);
            assertThat(second.job()).as("driver and executor of the second job").hasSize(2);

            lose(SecondSource.driver(first, second.config()).orElseThrow(), job, load);
            secondLoad.recover("second's driver", "kill -9", recoveries);
            lose(first.pid("pipeline").orElseThrow(), second::job, secondLoad);
            load.recover("first's driver", "kill -9", recoveries);

            // The launcher must not take the one for the other.
            assertThat(first.pid("pipeline")).isEqualTo(SecondSource.driver(first, data.resolvedConfig()));
            assertThat(second.readiness()).doesNotContain("micro-batches");
            load.assertHistoryComplete();
            secondLoad.assertHistoryComplete();
        } finally {
            System.out.println(recoveries);
        }
    }

    /**
     * Kills a driver.
     *
     * @param other processes of the other job, which stay
     * @param otherLoad that goes on to arrive
     */
    private static void lose(long driver, Supplier<List<Long>> other, HotKeys otherLoad)
            throws IOException, InterruptedException {
        var before = other.get();
        assertThat(before).doesNotContain(driver);
        DrillStack.signal(driver, "KILL", false);
        Awaitility.await("the driver is gone").atMost(Duration.ofMinutes(1)).until(() -> !DrillStack.runs(driver));
        otherLoad.awaitFlow();
        assertThat(other.get()).isEqualTo(before);
    }
}
