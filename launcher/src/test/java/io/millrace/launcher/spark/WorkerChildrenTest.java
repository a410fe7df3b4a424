package io.millrace.launcher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.spark.WorkerChildren.Driver;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerChildrenTest {
    private static final Path OURS = Path.of("/data/etc/millrace.yaml");
    private static final Path OTHER = Path.of("/other/millrace.yaml");
    private static final Path LOG = Path.of("/data/logs/executors.log");

    @Test
    void aDriverIsKnownByItsCommand() {
        Driver driver = driver(7, "driver-20261201-0001", OURS);

        assertThat(driver.pid()).isEqualTo(7);
        assertThat(driver.id()).isEqualTo("driver-20261201-0001");
        assertThat(driver.reads(OURS)).isTrue();
        assertThat(driver.reads(OTHER)).isFalse();
        assertThat(Driver.of(7, List.of("java", "Other", "/jars/driver-1/job.jar", "--config", OURS.toString())))
                .isEmpty();
    }

    @Test
    void theDriverOfAnotherSourceDoesNotStandForOurs() {
        List<Driver> other = List.of(driver(7, "driver-1", OTHER));

        assertThat(SparkDriver.isSubmitted(Set.of(), List.of(), OURS)).isFalse();
        assertThat(SparkDriver.isSubmitted(Set.of("driver-1"), other, OURS)).isFalse();
        assertThat(SparkDriver.isSubmitted(Set.of("driver-1"), List.of(driver(8, "driver-1", OURS)), OURS))
                .isTrue();
    }

    @Test
    void aDriverWithoutAProcessMayBeOurs() {
        List<Driver> other = List.of(driver(7, "driver-1", OTHER));

        assertThat(SparkDriver.isSubmitted(Set.of("driver-2"), List.of(), OURS)).isTrue();
        assertThat(SparkDriver.isSubmitted(Set.of("driver-1", "driver-2"), other, OURS))
                .isTrue();
    }

    @Test
    void anExecutorIsKnownByItsCommand() {
        String main = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
        String log = "-Dmillrace.log=" + LOG;
        assertThat(WorkerChildren.executorId(List.of("java", log, main, "--executor-id", "7", "--cores", "2"), LOG))
                .contains("7");
        assertThat(WorkerChildren.executorId(List.of("java", log, "Other", "--executor-id", "7"), LOG))
                .isEmpty();
        assertThat(WorkerChildren.executorId(List.of("java", log, main, "--executor-id"), LOG))
                .isEmpty();
        assertThat(WorkerChildren.executorId(
                        List.of("java", "-Dmillrace.log=/other/executors.log", main, "--executor-id", "7"), LOG))
                .isEmpty();
    }

    private static Driver driver(long pid, String id, Path config) {
        return Driver.of(
                        pid,
                        List.of(
                                "java",
                                "-cp",
                                "/data/spark/home/jars/*",
                                "org.apache.spark.deploy.worker.DriverWrapper",
                                "spark://Worker@127.0.0.1:7078",
                                "/data/spark-worker/1/work/" + id + "/millrace-pipeline-0.1.0.jar",
                                "io.millrace.pipeline.Main",
                                "--config",
                                config.toString()))
                .orElseThrow();
    }
}
