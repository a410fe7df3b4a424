package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.config.SettingValues;
import io.millrace.launcher.disk.DiskSpace;
import io.millrace.launcher.disk.Logs;
import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.StackStatus;
import io.millrace.launcher.state.StateFile;
import io.millrace.local.Installation;
import io.millrace.local.PrivateFiles;
import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a stack by this process, from the first check to the last process stopped. */
public final class StackRun {
    private static final Duration REWRITE = Duration.ofSeconds(1);

    private final DataFolder data;
    private final Stack stack;
    private final StackLock lock;
    private final LiveStatus live;
    private final Supervisor supervisor;
    private volatile boolean unwritten;

    private StackRun(StackLock lock, DataFolder data, Stack stack, String command) {
        this.lock = lock;
        this.data = data;
        this.stack = stack;
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        this.live = new LiveStatus(self, command, Supervisor.initial(stack.components()));
        this.supervisor = new Supervisor(stack.components(), live, data);
        StateFile file = new StateFile(data.stateFile());
        live.listen((changed, all) -> write(file, all));
        write(file, live.snapshot());
        Thread again = new Thread(() -> writeAgain(file), "state-file");
        again.setDaemon(true);
        again.start();
    }

    /**
     * Checks that everything can start.
     *
     * @param lock given back when everything has stopped
     * @param notice receives progress messages
     * @throws LauncherException if something is in the way; nothing has been started then
     */
    public static StackRun prepare(
            StackLock lock, DataFolder data, Stack stack, String command, Consumer<String> notice) {
        DiskSpace.require(data.root(), DiskSpace.LEAST_BYTES);
        Logs.rotate(data.logs());
        ClassArchive.deleteOld();
        StackMark mark = new StackMark(data, stack, Installation.current());
        if (!mark.isThatOfBefore()) {
            for (String orphan : Orphans.stop(data)) {
                notice.accept("stopped " + orphan + ", left by an earlier launcher");
            }
        }
        for (Component component : stack.components()) {
            if (component instanceof Component.Managed managed) {
                Optional<ProcessIdentity> running = data.pidFile(managed.name()).running();
                if (running.isPresent()) {
                    notice.accept("goes on with " + managed.name() + " (pid "
                            + running.get().pid() + "), left by an earlier launcher");
                } else {
                    Addresses.requireFree(managed);
                }
            }
        }
        try {
            write(data.resolvedConfig(), stack.config());
            for (Map.Entry<Path, Config> member : stack.memberConfigs().entrySet()) {
                write(member.getKey(), member.getValue());
            }
            mark.write();
        } catch (IOException e) {
            throw new LauncherException("cannot write " + data.resolvedConfig() + ": " + e.getMessage(), e);
        }
        return new StackRun(lock, data, stack, command);
    }

    private static void write(Path file, Config config) throws IOException {
        PrivateFiles.write(file, SettingValues.of(config).toYaml().getBytes(StandardCharsets.UTF_8));
    }

    public Stack stack() {
        return stack;
    }

    public LiveStatus live() {
        return live;
    }

    /** Starts everything; returns when all is healthy. */
    public void start() throws InterruptedException {
        supervisor.start();
    }

    /** Stops everything. Repeatable. */
    public void stop() {
        supervisor.stop();
        lock.forget(data);
        lock.close();
    }

    private synchronized void write(StateFile file, StackStatus status) {
        try {
            file.write(status);
            unwritten = false;
        } catch (IOException e) {
            // Most likely the disk is full; the services matter more than the file with their state.
            unwritten = true;
        }
    }

    private void writeAgain(StateFile file) {
        try {
            while (true) {
                Thread.sleep(REWRITE.toMillis());
                writeIfMissed(file);
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    /** Locks the status first, as its listeners do. */
    private void writeIfMissed(StateFile file) {
        synchronized (live) {
            if (unwritten) {
                write(file, live.snapshot());
            }
        }
    }
}
