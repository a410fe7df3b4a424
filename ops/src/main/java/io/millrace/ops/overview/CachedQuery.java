package io.millrace.ops.overview;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cached query whose cost grows with the data. It is refreshed in the background while in use, takes at most a tenth
 * of the time, and does not block callers once there is a value.
 */
final class CachedQuery<T> {
    private static final Logger log = LoggerFactory.getLogger(CachedQuery.class);
    private static final long SHARE = 10;
    private static final Duration FIRST = Duration.ofMillis(1_500);

    private final Supplier<T> reading;
    private final Executor executor;
    private final long intervalNanos;

    private T value;
    private CompletableFuture<Void> renewal = CompletableFuture.completedFuture(null);
    private long dueNanos;
    private long staleNanos;
    private boolean failing;

    /**
     * @param initial until the first query has ended
     * @param interval minimum interval of queries
     */
    CachedQuery(T initial, Duration interval, Executor executor, Supplier<T> reading) {
        this.value = requireNonNull(initial, "initial is null");
        this.intervalNanos = interval.toNanos();
        this.executor = requireNonNull(executor, "executor is null");
        this.reading = requireNonNull(reading, "reading is null");
        this.dueNanos = System.nanoTime();
        this.staleNanos = dueNanos;
    }

    /** The latest value. Waits for a moment if there is none yet, or it was not used for long. */
    T latest() {
        CompletableFuture<Void> awaited;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - dueNanos >= 0 && renewal.isDone()) {
                renewal = CompletableFuture.runAsync(this::renew, executor);
            }
            if (now - staleNanos < 0) {
                return value;
            }
            awaited = renewal;
        }
        await(awaited);
        synchronized (this) {
            return value;
        }
    }

    private void renew() {
        long started = System.nanoTime();
        try {
            T renewed = reading.get();
            synchronized (this) {
                value = renewed;
                failing = false;
                schedule(started);
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                if (!failing) {
                    log.warn("A reading of the warehouse fails, its last value stands: {}", e.getMessage());
                }
                failing = true;
                schedule(started);
            }
        }
    }

    private synchronized void schedule(long started) {
        long now = System.nanoTime();
        dueNanos = Math.max(started + intervalNanos, now + (now - started) * (SHARE - 1));
        staleNanos = dueNanos + intervalNanos;
    }

    private static void await(CompletableFuture<Void> renewal) {
        try {
            renewal.get(FIRST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // The last value is kept; the failure was logged where it occurred.
            log.debug("Not waiting any longer", e);
        }
    }
}
