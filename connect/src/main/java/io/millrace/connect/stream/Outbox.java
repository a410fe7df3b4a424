package io.millrace.connect.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Blocks between the thread that reads the replication stream and the one that feeds Kafka. For any thread. */
public final class Outbox {
    /** With so many bytes in it nothing more is read. */
    static final long ROOM_BYTES = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final ArrayDeque<Bundle> bundles = new ArrayDeque<>();
    private long bytes;
    private int unacknowledged;
    private @Nullable Commit upTo;

    /**
     * What was taken out.
     *
     * @param upTo the last transaction all of whose changes have been taken out; null where there is none yet
     */
    record Taken(List<Bundle> bundles, @Nullable Commit upTo) {
        Taken {
            bundles = List.copyOf(bundles);
        }
    }

    /** Puts in what was read. Without blocks it only moves on the place at which the capture could begin again. */
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

    /** Waits until more may be put in; false where that has not become true in time. */
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

    /** Waits until there is something to take out, or the time is over. */
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

    /** Takes out what is there, the oldest first, not much more than some bytes. */
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

    /** Some records were handed over to Connect. */
    void sent(int records) {
        lock.lock();
        try {
            unacknowledged += records;
        } finally {
            lock.unlock();
        }
    }

    /** Kafka has one of the records that were handed over. */
    void acknowledged() {
        lock.lock();
        try {
            unacknowledged--;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something is on its way to Kafka still. */
    boolean isUnderWay() {
        lock.lock();
        try {
            return unacknowledged > 0 || !bundles.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** How long a wait for something to happen may last, in nanoseconds. */
    static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
