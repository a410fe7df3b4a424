package io.millrace.core.duty;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Supervises the duties of a process: loops that run as long as the process does. A duty that fails or returns is
 * logged (the same failure once), shown by {@link #statuses} and {@link #problem}, and restarted after a back-off of
 * one second up to half a minute. Its threads are daemons.
 */
public final class Duties implements AutoCloseable {
    /** Pauses before a duty begins again, in milliseconds; the last one is repeated. */
    private static final List<Integer> PAUSES = List.of(1_000, 2_000, 5_000, 10_000, 30_000);

    private static final long STEP_MILLIS = 20;

    private final InstantSource clock;
    private final Log log;
    private final Map<String, DutyRecord> records = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /** What a duty does. */
    @FunctionalInterface
    public interface Duty {
        /**
         * Never returns before the thread is interrupted.
         *
         * @throws Exception after which it can be called again
         */
        void run() throws Exception;
    }

    /** Where failures are written. */
    @FunctionalInterface
    public interface Log {
        /** @param name of the failed duty, which is about to restart */
        void failed(String name, Throwable cause);
    }

    public Duties(InstantSource clock, Log log) {
        this.clock = clock;
        this.log = log;
    }

    /** Starts a duty in its own thread, named after it. */
    public void start(String name, Duty duty) {
        DutyRecord record = record(name);
        Thread thread = new Thread(() -> keepUp(name, duty, record), name);
        thread.setDaemon(true);
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
    }

    /** A duty that a scheduler calls repeatedly, such as an executor: it never throws. */
    public Runnable repeated(String name, Runnable round) {
        DutyRecord record = record(name);
        return () -> {
            try {
                DutyFault.reach(name);
                round.run();
                record.works();
            } catch (Throwable e) {
                failed(name, record, e);
            }
        };
    }

    private DutyRecord record(String name) {
        return records.computeIfAbsent(name, each -> new DutyRecord(each, clock));
    }

    private void keepUp(String name, Duty duty, DutyRecord record) {
        int inARow = 0;
        while (!closed) {
            try {
                record.works();
                duty.run();
                if (closed) {
                    return;
                }
                throw new IllegalStateException("it has ended unexpectedly");
            } catch (Throwable e) {
                if (closed) {
                    return;
                }
                inARow = record.status().failing() ? inARow + 1 : 0;
                failed(name, record, e);
            }
            try {
                Thread.sleep(PAUSES.get(Math.min(inARow, PAUSES.size() - 1)));
            } catch (InterruptedException e) {
                // The end, if it is closed: the loop looks.
            }
        }
    }

    /** Records success of a duty that its caller repeats. */
    public void works(String name) {
        record(name).works();
    }

    /** Records failure of a duty that its caller repeats. */
    public void failed(String name, Throwable cause) {
        failed(name, record(name), cause);
    }

    private void failed(String name, DutyRecord record, Throwable e) {
        if (!record.failed(text(e))) {
            return;
        }
        try {
            log.failed(name, e);
        } catch (RuntimeException ignored) {
            // A full disk must not end the duty.
        }
    }

    /** In one line. */
    private static String text(Throwable e) {
        String message = e.getMessage();
        String type = e.getClass().getSimpleName();
        String text = message == null || message.isBlank() ? type : type + ": " + message;
        Throwable cause = e.getCause();
        return cause == null || cause == e || cause.getMessage() == null
                ? text
                : text + " (" + cause.getMessage() + ")";
    }

    /** All of them, by name. */
    public List<DutyStatus> statuses() {
        return records.values().stream().map(DutyRecord::status).toList();
    }

    /** The failing duties and why, for readiness; empty while all work. */
    public Optional<String> problem() {
        List<String> failing = statuses().stream()
                .filter(DutyStatus::failing)
                .map(status -> "the duty " + status.name() + " has failed and restarts: " + status.detail())
                .toList();
        return failing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failing));
    }

    /** Whether all threads have ended within the time, after {@link #close}. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        List<Thread> all;
        synchronized (threads) {
            all = List.copyOf(threads);
        }
        long left = limit.toMillis();
        for (Thread thread : all) {
            // In steps: the core has no clock that shows how long one has taken.
            while (thread.isAlive() && left > 0) {
                thread.join(Math.min(STEP_MILLIS, left));
                left -= STEP_MILLIS;
            }
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }

    /** Interrupts all threads; no duty is restarted. */
    @Override
    public void close() {
        closed = true;
        synchronized (threads) {
            threads.forEach(Thread::interrupt);
        }
    }
}
