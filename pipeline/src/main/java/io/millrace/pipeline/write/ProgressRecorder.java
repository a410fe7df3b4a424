package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.warehouse.LatencyBucket;
import io.millrace.core.warehouse.LatencyHistogram;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.Warehouse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records in the warehouse how far the stream is durable, and how long its changes took: asynchronously, and not after
 * every batch. What is not recorded when the process dies is read and written again, idempotently.
 */
final class ProgressRecorder implements Runnable {
    /** Interval of records while changes flow: each is two inserts, which cost the warehouse as much as rows do. */
    static final Duration RATE_LIMITER = Duration.ofMillis(500);

    /** The same with a slow disk: data is synced before progress is recorded, and inserts wait for that. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    /**
     * Weight of durable changes ({@link RecordWeight}) that are recorded before that time: as sync and record cost little
     * beside them, and a load sends no more than a window ahead of the record.
     */
    static final long MUCH = 48L * 1024 * 1024;

    /** Interval of records whatever has landed; half of the time that the record before took, if that is longer. */
    static final Duration LEAST_REST = Duration.ofMillis(100);

    /** How long heartbeats alone wait for more: nothing but the age of the last one depends on them. */
    static final Duration HEARTBEATS = Duration.ofSeconds(1);

    private static final long REST_PER_WORK = 10;

    private final Warehouse warehouse;
    private final Retries retries;
    private final WriterMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PartitionProgress positions = new PartitionProgress();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long durable;
    private long recorded;
    private long unrecordedBytes;
    private int waiters;
    private boolean pressing;
    private @Nullable RuntimeException failure;

    ProgressRecorder(Warehouse warehouse, Retries retries, WriterMetrics metrics) {
        this.warehouse = warehouse;
        this.retries = retries;
        this.metrics = metrics;
    }

    /**
     * Records what a batch made durable.
     *
     * @param weight of its changes, see {@link RecordWeight}
     */
    void durable(WriteBatch writeBatch, long weight) {
        lock.lock();
        try {
            writeBatch.records().forEach(positions::durable);
            writeBatch.rows().forEach(metrics::written);
            for (WriteBatch.Landed landed : writeBatch.landed()) {
                RowChange change = landed.change();
                latencies.record(
                        change.position().committedAtMicros(),
                        change.position().capturedAtMicros(),
                        change.at().loggedAtMillis() * 1_000,
                        landed.micros());
                metrics.latency(landed.micros() - change.position().committedAtMicros());
            }
            durable += writeBatch.records().size();
            unrecordedBytes += weight;
            pressing |= !writeBatch.records().stream().allMatch(ProgressRecorder::isHeartbeat);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it says nothing but that the source is there. */
    private static boolean isHeartbeat(DecodedRecord record) {
        if (!(record instanceof DecodedRecord.Event decoded)) {
            return false;
        }
        // The connector commits a message in the source, and writes its own record to the stream.
        return decoded.event() instanceof ChangeEvent.Message message
                ? message.prefix().equals(MessagePrefix.HEARTBEAT)
                : decoded.event().kind() == ChangeEvent.Kind.HEARTBEAT;
    }

    /** Waits until the row with a number and all before it are recorded. Meanwhile nothing is delayed. */
    void awaitRecorded(long number) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiters++;
            try {
                changed.signalAll();
                while (recorded < number && failure == null) {
                    changed.await();
                }
            } finally {
                waiters--;
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops: threads that wait get the reason. */
    void fail(RuntimeException reason) {
        lock.lock();
        try {
            failure = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Records until interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                step();
            }
        } catch (InterruptedException | Retries.Stopped e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() throws InterruptedException {
        long upTo;
        List<Progress> progress;
        List<LatencyBucket> counted;
        lock.lockInterruptibly();
        try {
            while (durable == recorded) {
                changed.await();
            }
            long heartbeats = HEARTBEATS.toNanos();
            while (heartbeats > 0 && !pressing && waiters == 0) {
                heartbeats = changed.awaitNanos(heartbeats);
            }
            pressing = false;
            upTo = durable;
            unrecordedBytes = 0;
            progress = positions.take();
            counted = latencies.drain();
        } finally {
            lock.unlock();
        }
        long begun = System.nanoTime();
        retries.run("record progress", () -> warehouse.record(progress, counted));
        long took = System.nanoTime() - begun;
        Failpoint.PROGRESS_RECORDED.reach();
        lock.lockInterruptibly();
        try {
            recorded = upTo;
            changed.signalAll();
            long rest = Math.max(RATE_LIMITER.toNanos(), Math.min(LONGEST.toNanos(), REST_PER_WORK * took));
            long least = Math.min(rest, Math.max(LEAST_REST.toNanos(), took / 2));
            rest -= least;
            while (least > 0 && waiters == 0) {
                least = changed.awaitNanos(least);
            }
            while (rest > 0 && waiters == 0 && unrecordedBytes < MUCH) {
                rest = changed.awaitNanos(rest);
            }
        } finally {
            lock.unlock();
        }
    }
}
