package io.millrace.connect.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Blocks between the thread that reads the replication stream and the one that feeds Kafka. Thread-safe. */
public final class Outbox {
    /** Capacity in bytes: when full, nothing more is read. */
    static final long ROOM_BYTES = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final ArrayDeque<Bundle> bundles = new ArrayDeque<>();
    private long bytes;
    private int unacknowledged;
    private @Nullable Commit upTo;

    /**
     * What was taken.
     *
     * @param upTo the latest transaction of which all changes were taken; null if none yet
     */
    record Taken(List<Bundle> bundles, @Nullable Commit upTo) {
        Taken {
            bundles = List.copyOf(bundles);
        }
    }

    /** Adds changes. Without blocks it only advances the restart position. */
    void put(Bundle bundle) {
        lock.lock();
        try {
            upTo = bundle.upTo();
            if (!bundle.blocks().isEmpty()) {
                bundles.add(bundle);
                bytes += bundle.bytes();
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room; false on timeout. */
    boolean awaitRoom(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (bytes >= ROOM_BYTES && left > 0) {
                left = emptied.awaitNanos(left);
            }
            return bytes < ROOM_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to take, or the timeout. */
    void await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (bundles.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes blocks, oldest first, up to about that many bytes. */
    Taken take(long most) {
        lock.lock();
        try {
            List<Bundle> taken = new ArrayList<>(bundles.size());
            long takenBytes = 0;
            Commit last = null;
            while (!bundles.isEmpty() && takenBytes < most) {
                Bundle bundle = bundles.remove();
                taken.add(bundle);
                takenBytes += bundle.bytes();
                last = bundle.upTo();
            }
            bytes -= takenBytes;
            emptied.signal();
            return new Taken(taken, bundles.isEmpty() ? upTo : last);
        } finally {
            lock.unlock();
        }
    }

    /** Records were handed over to Connect. */
    void sent(int records) {
        lock.lock();
        try {
            unacknowledged += records;
        } finally {
            lock.unlock();
        }
    }

    /** Kafka acknowledged one of them. */
    void acknowledged() {
        lock.lock();
        try {
            unacknowledged--;
        } finally {
            lock.unlock();
        }
    }

    /** Whether records are unacknowledged. */
    boolean isUnderWay() {
        lock.lock();
        try {
            return unacknowledged > 0 || !bundles.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Maximum wait, in nanoseconds. */
    static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
