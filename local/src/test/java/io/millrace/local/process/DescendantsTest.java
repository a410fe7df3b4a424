package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shells stand for a worker and its executor. */
@Timeout(60)
class DescendantsTest {
    @TempDir
    private Path folder;

    @AfterEach
    void endAll() throws Exception {
        Path pid = folder.resolve("child");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aProcessThatOutlivesWhoStartedItIsKnownUntilItEnds() throws Exception {
        RunningProcess parent = start("sleep 600");
        Descendants descendants = parent.descendants();
        assertThat(descendants.running()).extracting(ProcessIdentity::pid).contains(child());

        parent.stop(Duration.ofSeconds(10));

        assertThat(descendants.running()).extracting(ProcessIdentity::pid).containsExactly(child());
        assertThat(descendants.awaitEnd(Duration.ofMillis(200))).isFalse();
        ProcessHandle.of(child()).orElseThrow().destroyForcibly();
        assertThat(descendants.awaitEnd(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void oneIsKnownByThePidFileThatNamesWhoHasStartedIt() throws Exception {
        assumeThat(Path.of("/proc/self/stat")).exists();
        PidFile file = new PidFile(folder.resolve("pid"));
        RunningProcess parent = start("sleep 600");
        long child = child();
        parent.signal("KILL");
        assertThat(parent.awaitEnd(Duration.ofSeconds(10))).isTrue();

        assertThat(file.running()).isEmpty();
        assertThat(Descendants.of(file.last().orElseThrow()).running())
                .extracting(ProcessIdentity::pid)
                .containsExactly(child);
    }

    @Test
    void aProcessOfAnEarlierBootHasNone() throws Exception {
        RunningProcess parent = start("sleep 600");
        ProcessIdentity earlier = new ProcessIdentity(parent.pid(), "another-boot/1");
        assertThat(Descendants.of(earlier).running()).as("another has its pid").isEmpty();

        parent.stop(Duration.ofSeconds(10));
        assertThat(Descendants.of(earlier).running())
                .as("another had its pid, too")
                .isEmpty();
    }

    @Test
    void oneThatStartsNothingHasNone() throws Exception {
        RunningProcess parent = RunningProcess.start(
                new Command(List.of("sleep", "600"), Map.of(), folder, "TERM"),
                folder.resolve("log"),
                new PidFile(folder.resolve("pid")));
        assertThat(parent.descendants().running()).isEmpty();
        parent.stop(Duration.ofSeconds(10));
        assertThat(parent.descendants().awaitEnd(Duration.ZERO)).isTrue();
    }

    /** A shell that has started another one, which its end does not end. */
    private RunningProcess start(String child) throws Exception {
        RunningProcess parent = RunningProcess.start(
                new Command(
                        List.of("sh", "-c", child + " & echo $! > child.new; mv child.new child; exec sleep 600"),
                        Map.of(),
                        folder,
                        "TERM"),
                folder.resolve("log"),
                new PidFile(folder.resolve("pid")));
        while (Files.notExists(folder.resolve("child"))) {
            Thread.sleep(5);
        }
        return parent;
    }

    private long child() throws Exception {
        return Long.parseLong(Files.readString(folder.resolve("child")).strip());
    }
}
