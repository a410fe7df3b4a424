package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Lateness;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Submitted changes that are not yet durable: bounded, in order of arrival, numbered from 1. Tasks wait while it is
 * full, so that Spark stops reading.
 */
final class WriteQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private final FlushPolicy policy;
    private final Lateness lateness = new Lateness(nowMicros());
    private final int maxRows;
    private final long maxBytes;

    private List<DecodedRecord> waiting = new ArrayList<>();
    private long waitingBytes;
    private long oldest;
    private long newest;
    private long inFlightBytes;
    private int inFlightRows;
    private long accepted;
    private long done;
    private int drainers;
    private boolean writerIdle;
    private @Nullable RuntimeException failure;

    /** Changes that are written together. */
    record Taken(List<DecodedRecord> changes, long bytes) {}

    /**
     * @param maxRows queued and being written, together
     * @param maxBytes the same, of their weight
     */
    WriteQueue(FlushPolicy policy, int maxRows, long maxBytes) {
        this.policy = policy;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the changes of a record, all of them together; waits while there is no room.
     *
     * @param weight memory that they hold, in bytes, roughly: see {@link RecordWeight}
     * @return the number of the last one
     * @throws RuntimeException the failure for which the writer stopped
     */
    long put(List<DecodedRecord> changes, long weight) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            // A record larger than the bound still goes, alone.
            while (failure == null
                    && rows() > 0
                    && (rows() >= maxRows || waitingBytes + inFlightBytes + weight > maxBytes)) {
                changed.await();
            }
            throwFailure();
            newest = System.nanoTime();
            if (waiting.isEmpty()) {
                oldest = newest;
            }
            recordLateness(changes);
            waiting.addAll(changes);
            waitingBytes += weight;
            accepted += changes.size();
            // A writer that waits for a pause in the stream polls; only an idle one must be woken.
            if (writerIdle) {
                writerIdle = false;
                arrived.signal();
            }
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    private void recordLateness(List<DecodedRecord> changes) {
        if (!changes.isEmpty()) {
            OptionalLong committed = committedAtMicros(changes.get(changes.size() - 1));
            if (committed.isPresent()) {
                policy.late(lateness.micros(committed.getAsLong(), nowMicros()));
            }
        }
    }

    /** Commit time of a streamed change, microseconds since the epoch; empty for all else. */
    private static OptionalLong committedAtMicros(DecodedRecord record) {
        if (!(record instanceof DecodedRecord.Event decoded) || record.isReplay()) {
            return OptionalLong.empty();
        }
        ChangeEvent event = decoded.event();
        return switch (event.kind()) {
            case INSERT, UPDATE, DELETE -> OptionalLong.of(event.position().committedAtMicros());
            case SNAPSHOT_READ, TRUNCATE, DESCRIBED, SCHEMA_SEEN, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE ->
                OptionalLong.empty();
        };
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** The number of the last row taken. */
    long lastAccepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    /** The number up to which all rows are durable. */
    long done() {
        lock.lock();
        try {
            return done;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to write and the policy allows it; then returns everything. */
    Taken take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (waiting.isEmpty()) {
                    writerIdle = true;
                    arrived.await();
                    continue;
                }
                long wait = drainers > 0
                        ? 0
                        : policy.waitNanos(System.nanoTime(), oldest, newest, waiting.size(), waitingBytes);
                if (wait <= 0) {
                    break;
                }
                // The loop checks again in any case.
                long unused = arrived.awaitNanos(wait);
            }
            writerIdle = false;
            policy.began(System.nanoTime());
            Taken taken = new Taken(waiting, waitingBytes);
            waiting = new ArrayList<>();
            inFlightRows += taken.changes().size();
            inFlightBytes += waitingBytes;
            waitingBytes = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Marks what {@link #take()} returned, and everything before, as durable.
     *
     * @param nanos how long it took
     */
    void complete(Taken taken, long nanos) {
        lock.lock();
        try {
            int rows = taken.changes().size();
            policy.wrote(rows, nanos);
            done += rows;
            inFlightRows -= rows;
            inFlightBytes -= taken.bytes();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the row with a number, and all before it, are durable. Meanwhile linger is off.
     *
     * @throws RuntimeException the failure for which the writer stopped
     */
    void awaitDone(long number) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            drainers++;
            try {
                arrived.signal();
                while (done < number && failure == null) {
                    changed.await();
                }
            } finally {
                drainers--;
            }
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    /** The writer has stopped: waiting and later callers get the reason. */
    void fail(RuntimeException reason) {
        lock.lock();
        try {
            failure = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Rows that are not yet durable. */
    int depth() {
        lock.lock();
        try {
            return rows();
        } finally {
            lock.unlock();
        }
    }

    private int rows() {
        return waiting.size() + inFlightRows;
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }
}
