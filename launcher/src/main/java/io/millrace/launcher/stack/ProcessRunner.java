package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;

import io.millrace.launcher.state.LiveStatus;
import io.millrace.launcher.state.ServiceState;
import io.millrace.local.LocalException;
import io.millrace.local.process.Command;
import io.millrace.local.process.Descendants;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.RunningProcess;
import io.millrace.local.server.LocalServer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts a process, watches it, and restarts it when it dies. */
final class ProcessRunner extends ComponentRunner {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private static final int LOG_LINES = 15;

    private final Component.Managed managed;
    private final LocalServer server;
    private final DataFolder data;
    private final RestartBackOff backOff = new RestartBackOff();
    private final Object processLock = new Object();
    private @Nullable RunningProcess process;
    private long logStart;

    ProcessRunner(Component.Managed managed, LiveStatus live, DataFolder data) {
        super(managed, live);
        this.managed = managed;
        this.server = managed.server();
        this.data = data;
    }

    @Override
    void keepUp(long firstBegin) throws InterruptedException {
        long begin = firstBegin;
        while (!stopping()) {
            Optional<String> failure = bringUp();
            long healthySince = System.nanoTime();
            if (failure.isEmpty()) {
                healthy(healthySince - begin);
                failure = Optional.of(untilItDies());
            } else if (!started().isDone()) {
                failToStart(name() + " " + failure.get(), LogTail.lines(data.log(name()), LOG_LINES, logStart));
                return;
            }
            if (stopping()) {
                return;
            }
            Duration pause = backOff.next(Duration.ofNanos(System.nanoTime() - healthySince));
            String detail = String.format(Locale.ROOT, "%s; restarts in %.1f s", failure.get(), pause.toMillis() / 1e3);
            live.update(name(), status -> status.restarting(detail));
            Thread.sleep(pause.toMillis());
            begin = System.nanoTime();
        }
    }

    /** Starts the process and waits until it is ready; says what went wrong, if anything did. */
    private Optional<String> bringUp() throws InterruptedException {
        RunningProcess running;
        try {
            live.update(name(), status -> status.with(ServiceState.STARTING, ""));
            Optional<RunningProcess> left = left();
            if (left.isPresent() && awaitService(left.get()).isEmpty()) {
                return Optional.empty();
            }
            Command command = server.prepare();
            synchronized (processLock) {
                if (stopping()) {
                    return Optional.of("was stopped");
                }
                logStart = LogTail.size(data.log(name()));
                running = server.start(command, data.log(name()), data.pidFile(name()));
                process = running;
            }
        } catch (LocalException e) {
            return Optional.of("cannot start: " + e.getMessage());
        }
        return awaitService(running);
    }

    /** An already running process: ours, or one that a killed launcher left and that {@link StackRun} accepts. */
    private Optional<RunningProcess> left() {
        synchronized (processLock) {
            RunningProcess known = process;
            if (known != null && known.isAlive() && !stopping()) {
                return Optional.of(known);
            }
            if (started().isDone()) {
                return Optional.empty();
            }
            // INT is the fast shutdown of Postgres; to a JVM it means the same as TERM.
            Optional<RunningProcess> left =
                    stopping() ? Optional.empty() : RunningProcess.orphan(data.pidFile(name()), "INT");
            left.ifPresent(running -> {
                logStart = LogTail.size(data.log(name()));
                process = running;
            });
            return left;
        }
    }

    private Optional<String> awaitService(RunningProcess running) throws InterruptedException {
        Optional<ProcessIdentity> identity = ProcessIdentity.of(running.pid());
        live.update(name(), status -> status.with(identity));
        Optional<String> missing = awaitReady(running);
        if (missing.isEmpty()) {
            try {
                managed.afterReady().run();
                return Optional.empty();
            } catch (RuntimeException e) {
                missing = Optional.of("started, but: " + e.getMessage());
            }
        }
        running.stop(Duration.ofSeconds(3));
        return missing;
    }

    private Optional<String> awaitReady(RunningProcess running) throws InterruptedException {
        long deadline = System.nanoTime() + server.startLimit().toNanos();
        while (true) {
            if (!running.isAlive()) {
                return Optional.of(running.ending() + " while it started");
            }
            Optional<String> missing = server.notReady();
            if (missing.isEmpty()) {
                return missing;
            }
            Optional<String> refusal = started().isDone() ? Optional.empty() : server.refusal();
            if (refusal.isPresent()) {
                return Optional.of("cannot start: " + refusal.get());
            }
            if (System.nanoTime() > deadline) {
                return Optional.of("was not ready after " + server.startLimit().toSeconds() + " s: " + missing.get());
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void healthy(long nanos) {
        live.update(name(), status -> status.healthyAfter(nanos / 1e9));
        startedNow();
    }

    /** Returns how the process ended. */
    private String untilItDies() throws InterruptedException {
        RunningProcess running = requireNonNull(process);
        long nextCheck = System.nanoTime() + CHECK_EVERY.toNanos();
        Silence silence = new Silence(server.longestSilence());
        while (running.isAlive()) {
            if (System.nanoTime() >= nextCheck) {
                Optional<String> problem = server.notReady();
                boolean silent = problem.isPresent() && server.isSilent() && !isStopped(running);
                if (silence.isTooLong(silent, System.nanoTime())) {
                    running.stop(Duration.ofSeconds(3));
                    return "gave no answer for " + server.longestSilence().toSeconds() + " s and was stopped";
                }
                show(problem);
                nextCheck = System.nanoTime() + CHECK_EVERY.toNanos();
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        running.forget();
        return running.ending();
    }

    private static boolean isStopped(RunningProcess running) {
        return ProcessIdentity.of(running.pid())
                .filter(ProcessIdentity::isStopped)
                .isPresent();
    }

    @Override
    void end(Duration patience) {
        RunningProcess running;
        synchronized (processLock) {
            running = process;
        }
        if (running != null) {
            live.update(name(), status -> status.with(ServiceState.STOPPING, ""));
            long deadline = System.nanoTime() + patience.toNanos();
            Descendants started = running.descendants();
            running.stop(patience);
            // They use what is stopped next.
            started.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
        }
        live.update(name(), status -> status.with(Optional.empty()).with(ServiceState.STOPPED, ""));
    }
}
