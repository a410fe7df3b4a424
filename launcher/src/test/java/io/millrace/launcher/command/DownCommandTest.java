package io.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.launcher.Main;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.local.process.Command;
import io.millrace.local.process.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shell stands for a worker of Spark, and another one for its executor, which goes on when the worker has ended. */
@Timeout(90)
class DownCommandTest {
    private static final String WORKER = "spark-worker-1";

    @TempDir
    private Path folder;

    private DataFolder data = new DataFolder(Path.of("."));

    @BeforeEach
    void makeFolder() throws Exception {
        assumeThat(Path.of("/proc/self/stat")).exists();
        data = new DataFolder(folder);
        data.create();
        Files.createDirectories(data.service(WORKER));
    }

    @AfterEach
    void endExecutor() throws Exception {
        ProcessHandle.of(executor()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void itReturnsWhenWhatAServiceHasStartedHasEnded() throws Exception {
        start("(sleep 6; touch drained)");

        assertThat(down()).isZero();

        assertThat(data.service(WORKER).resolve("drained")).exists();
    }

    @Test
    void itWaitsForWhatAKilledServiceHasLeft() throws Exception {
        RunningProcess worker = start("(sleep 4; touch drained)");
        worker.signal("KILL");
        assertThat(worker.awaitEnd(Duration.ofSeconds(10))).isTrue();

        assertThat(down()).isZero();

        assertThat(data.service(WORKER).resolve("drained")).exists();
    }

    @Test
    void oneThatDoesNotEndIsNamed() throws Exception {
        RunningProcess worker = start("exec sleep 600");
        RemainingProcesses remaining = new RemainingProcesses(data);
        worker.stop(Duration.ofSeconds(10));

        assertThat(remaining.awaitEnd(Duration.ofMillis(200)))
                .containsExactly("process " + executor() + " (sleep), started by " + WORKER);
    }

    private int down() {
        return Main.commands(Map.of()).execute("down", "--data", folder.toString());
    }

    private RunningProcess start(String executor) {
        RunningProcess worker = RunningProcess.start(
                new Command(
                        List.of("sh", "-c", executor + " & echo $! > new; mv new executor; exec sleep 600"),
                        Map.of(),
                        data.service(WORKER),
                        "TERM"),
                data.log(WORKER),
                data.pidFile(WORKER));
        Awaitility.await().until(() -> Files.exists(data.service(WORKER).resolve("executor")));
        return worker;
    }

    private long executor() throws Exception {
        return Long.parseLong(
                Files.readString(data.service(WORKER).resolve("executor")).strip());
    }
}
