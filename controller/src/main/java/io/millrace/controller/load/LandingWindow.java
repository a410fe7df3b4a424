package io.millrace.controller.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps a load from filling the change stream faster than the pipeline empties it: changes that commit meanwhile are
 * behind its rows, and would wait for all of them. If nothing lands at all it does not wait, so that the snapshot is
 * not kept open.
 *
 * <p>Progress is recorded at intervals, which a slow disk makes longer. Where everything that was sent has landed by then,
 * the pipeline has waited for more: the window doubles, up to {@link #MOST_BYTES}. Where most of it has not, it shrinks
 * again, down to {@link #LEAST_BYTES}. Thread-safe.
 */
final class LandingWindow {
    /** The first window: what lands between two records of progress with a fast disk. */
    static final long BYTES = 32L * 1024 * 1024;

    /** The smallest window: about a second of rows of a slow pipeline. */
    static final long LEAST_BYTES = BYTES / 2;

    /** The largest window: what lands between two records of progress with a slow disk. */
    static final long MOST_BYTES = 2 * BYTES;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final StreamProgress progress;
    private final LongSupplier nanos;
    private final RowRateLimiter.Sleep sleep;
    private final Map<Integer, Deque<Sent>> sent = new HashMap<>();
    private long outstanding;
    private long window = BYTES;
    private boolean waited;
    private long movedAt;
    private long lookedAt;

    private record Sent(long next, int bytes) {}

    LandingWindow(StreamProgress progress) {
        this(progress, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    LandingWindow(StreamProgress progress, LongSupplier nanos, RowRateLimiter.Sleep sleep) {
        this.progress = progress;
        this.nanos = nanos;
        this.sleep = sleep;
        this.movedAt = nanos.getAsLong();
        this.lookedAt = movedAt - LOOK_NANOS;
    }

    /**
     * A block is durable in the change stream.
     *
     * @param next the offset after it
     */
    synchronized void durable(int partition, long next, int bytes) {
        if (outstanding == 0) {
            movedAt = nanos.getAsLong();
        }
        outstanding += bytes;
        sent.computeIfAbsent(partition, none -> new ArrayDeque<>()).add(new Sent(next, bytes));
    }

    /** Returns when another block may follow. */
    void await() throws InterruptedException {
        while (isFull()) {
            sleep.nanos(LOOK_NANOS / 5);
            look();
        }
    }

    private synchronized boolean isFull() {
        boolean full = outstanding > window && nanos.getAsLong() - movedAt < STALLED_NANOS;
        waited |= full;
        return full;
    }

    /** One check at a time, and at intervals, as each is a query. */
    private void look() {
        synchronized (this) {
            if (nanos.getAsLong() - lookedAt < LOOK_NANOS) {
                return;
            }
            lookedAt = nanos.getAsLong();
        }
        progress.landed().ifPresent(this::landed);
    }

    private synchronized void landed(Map<Integer, Long> offsets) {
        long before = outstanding;
        sent.forEach((partition, blocks) -> {
            long landed = offsets.getOrDefault(partition, 0L);
            while (!blocks.isEmpty() && blocks.getFirst().next() <= landed) {
                outstanding -= blocks.removeFirst().bytes();
                movedAt = nanos.getAsLong();
            }
        });
        if (waited && outstanding < before) {
            adapt();
            waited = false;
        }
    }

    private void adapt() {
        if (outstanding < window / 8) {
            window = Math.min(MOST_BYTES, 2 * window);
        } else if (outstanding > window / 2) {
            window = Math.max(LEAST_BYTES, window - window / 4);
        }
    }
}
