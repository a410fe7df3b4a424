package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.local.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RunningProcessTest {
    @TempDir
    private Path folder;

    /** The process that started it can be killed before it has written anything. */
    @Test
    void aProcessNamesItselfBeforeItRuns() throws Exception {
        assumeThat(Path.of("/proc/self/stat")).exists();
        PidFile file = new PidFile(folder.resolve("a folder's.pid"));
        file.clear();
        Process process =
                new ProcessBuilder(Tools.naming(file.path(), Tools.inOwnSession(List.of("sleep", "60")))).start();
        try {
            Optional<ProcessIdentity> named = file.running();
            while (named.isEmpty()) {
                Thread.sleep(5);
                named = file.running();
            }
            assertThat(named).isEqualTo(ProcessIdentity.of(process.pid()));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                    .isEqualTo("rw-------");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(file.running()).isEmpty();
    }

    @Test
    void aSignalReachesTheProcessAndNoOtherOneOfItsPid() throws Exception {
        // Not INT: it is ignored in tests started in the background, and in their child processes.
        for (String signal : List.of("TERM", "KILL")) {
            Process process = new ProcessBuilder("sleep", "60").start();
            try {
                ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
                signaled(new ProcessIdentity(process.pid(), "before"), signal);
                assertThat(process.waitFor(200, TimeUnit.MILLISECONDS))
                        .as(signal)
                        .isFalse();
                signaled(identity, signal);
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(signal).isTrue();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private void signaled(ProcessIdentity identity, String signal) {
        new RunningProcess(identity, "TERM", new PidFile(folder.resolve("pid")), Optional.empty()).signal(signal);
    }

    @Test
    void aProcessGetsItsArgumentsAndItsEnvironmentAsTheyAre() throws Exception {
        Command command = new Command(
                List.of("sh", "-c", "printf '%s|' \"$@\" \"$GIVEN\"", "sh", "a b", "*", "$HOME", ""),
                Map.of("GIVEN", "it's"),
                folder,
                "TERM");
        RunningProcess process =
                RunningProcess.start(command, folder.resolve("log"), new PidFile(folder.resolve("pid")));
        assertThat(process.awaitEnd(Duration.ofSeconds(20))).isTrue();
        assertThat(folder.resolve("log")).hasContent("a b|*|$HOME||it's|");
    }
}
