package io.millrace.launcher.command;

import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.Orphans;
import io.millrace.launcher.stack.StackLock;
import io.millrace.local.process.RunningProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace down}. */
@Command(name = "down", description = "Stops the stack and keeps its data.", mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** For what the services have started: executors drain. */
    private static final Duration DRAINED = Duration.ofSeconds(30);

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() {
        DataFolder folder = data.folder();
        RemainingProcesses started = new RemainingProcesses(folder);
        Optional<RunningProcess> launcher = RunningProcess.orphan(StackLock.launcherFile(folder), "TERM");
        if (launcher.isPresent()) {
            launcher.get().signal("TERM");
            if (!launcher.get().awaitEnd(PATIENCE)) {
                throw new LauncherException(
                        "the launcher (pid " + launcher.get().pid() + ") does not end: end it with `kill -9 "
                                + launcher.get().pid() + "` and run down again");
            }
        }
        List<String> orphans = List.of();
        if (Files.isDirectory(folder.run())) {
            try (StackLock lock = StackLock.acquire(folder)) {
                orphans = Orphans.stop(folder);
                lock.forget(folder);
            }
        }
        List<String> remaining = started.awaitEnd(DRAINED);
        orphans.forEach(orphan -> System.err.println("stopped " + orphan + ", left by an earlier launcher"));
        if (!remaining.isEmpty()) {
            throw new LauncherException("all services are stopped, but " + DRAINED.toSeconds()
                    + " s later there is still " + String.join("; ", remaining)
                    + ": end it with `kill -9` before you start again or delete " + folder.root());
        }
        System.err.println(
                launcher.isPresent() || !orphans.isEmpty()
                        ? "stopped; the data stays in " + folder.root()
                        : "nothing runs on " + folder.root());
        return 0;
    }
}
