package io.millrace.local.process;

import io.millrace.local.LocalException;
import io.millrace.local.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A service's process, started by this JVM or left by an earlier one. */
public final class RunningProcess {
    private final ProcessIdentity identity;
    private final String stopSignal;
    private final PidFile pidFile;
    private final Optional<Process> child;

    RunningProcess(ProcessIdentity identity, String stopSignal, PidFile pidFile, Optional<Process> child) {
        this.identity = identity;
        this.stopSignal = stopSignal;
        this.pidFile = pidFile;
        this.child = child;
    }

    /**
     * Starts the command in a session of its own, so that Ctrl-C in a terminal reaches only us, who then stop all in the
     * right order.
     *
     * @param log its stdout and stderr, appended
     * @param pidFile remembers it, from its first moment on: this process can be killed at any time
     */
    public static RunningProcess start(Command command, Path log, PidFile pidFile) {
        ProcessBuilder builder = new ProcessBuilder(
                        Tools.naming(pidFile.path().toAbsolutePath(), Tools.inOwnSession(command.arguments())))
                .directory(command.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(command.environment());
        try {
            pidFile.clear();
            Process process = builder.start();
            ProcessIdentity identity =
                    ProcessIdentity.of(process.pid()).orElseGet(() -> new ProcessIdentity(process.pid(), "gone"));
            if (!pidFile.awaitName(identity)) {
                pidFile.write(identity);
            }
            return new RunningProcess(identity, command.stopSignal(), pidFile, Optional.of(process));
        } catch (IOException e) {
            throw new LocalException("cannot start " + command.arguments().get(0) + ": " + e.getMessage(), e);
        }
    }

    /** The process that an earlier, killed launcher left behind, if there is one. */
    public static Optional<RunningProcess> orphan(PidFile pidFile, String stopSignal) {
        return pidFile.running().map(identity -> new RunningProcess(identity, stopSignal, pidFile, Optional.empty()));
    }

    public long pid() {
        return identity.pid();
    }

    /** What it has started. */
    public Descendants descendants() {
        return Descendants.of(identity);
    }

    public boolean isAlive() {
        return child.map(Process::isAlive).orElseGet(identity::isAlive);
    }

    /** How it ended, in words: exit status or signal. */
    public String ending() {
        if (child.isEmpty() || child.get().isAlive()) {
            return "ended";
        }
        int status = child.get().exitValue();
        return status > 128 ? "was killed by signal " + (status - 128) : "ended with status " + status;
    }

    /**
     * Sends a signal such as {@code TERM}, {@code INT}, {@code KILL}, {@code STOP}; nothing when it is gone. It can end between
     * the look and the signal, and its pid pass to another process. {@code TERM} and {@code KILL} go by a handle that was taken before
     * the look and whose start is compared again right before the signal, within microseconds; Java has no way to send the others,
     * for which another process has to run. To rule it out would take a pidfd, which neither Java nor {@code kill} can use.
     */
    public void signal(String signal) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid());
        if (!isAlive()) {
            return;
        }
        switch (signal) {
            case "TERM" -> handle.ifPresent(ProcessHandle::destroy);
            case "KILL" -> handle.ifPresent(ProcessHandle::destroyForcibly);
            default -> Tools.run(Duration.ofSeconds(5), "kill", "-" + signal, Long.toString(pid()));
        }
    }

    /** Asks it to stop, waits so long at most, then kills it. Returns once it is gone. */
    public void stop(Duration patience) {
        signal(stopSignal);
        if (!awaitEnd(patience)) {
            signal("KILL");
            awaitEnd(Duration.ofSeconds(5));
        }
        pidFile.delete();
    }

    /** Forgets a process that ended on its own. */
    public void forget() {
        pidFile.delete();
    }

    /** Whether it ended within the time. */
    public boolean awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isAlive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
