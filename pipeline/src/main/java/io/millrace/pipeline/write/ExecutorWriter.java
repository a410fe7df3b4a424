package io.millrace.pipeline.write;

import static java.util.Objects.requireNonNull;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.warehouse.Resyncs;
import io.millrace.core.warehouse.Warehouse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of an executor. Its tasks submit records, which it writes together in batches, so that many partitions
 * need few inserts. It never drops a record: tasks wait for what cannot be written yet.
 */
public final class ExecutorWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorWriter.class);

    /** Parallel writes: one more than needed to keep the warehouse busy while another waits for its disk. */
    private static final int AT_ONCE = 3;

    /**
     * @param linger how long a row waits at most for others, at rest
     * @param maxRows held in memory
     * @param maxBytes held in memory, roughly
     * @param writers how many tables are written in parallel
     */
    public record Limits(Duration linger, int maxRows, long maxBytes, int writers) {
        /**
         * Sized for the heap: a fifth of it for queued changes and those being written, which take as much again when
         * encoded.
         */
        public static Limits forHeap(Duration linger, long heapBytes) {
            return new Limits(linger, 100_000, heapBytes / 5, 2);
        }
    }

    private final WriteQueue queue;
    private final BatchWriter batchWriter;
    private final ProgressRecorder recorder;
    private final InFlight inFlight;
    private final WriterPool pool;
    private final WriterState state;
    private final WriterMetrics metrics;
    private final Supplier<RecordDecoder> decoders;
    private final Map<Integer, Long> start;
    private final Map<Integer, StreamPosition> last = new ConcurrentHashMap<>();
    private final List<Thread> threads;

    ExecutorWriter(
            Limits limits,
            Supplier<RecordDecoder> decoders,
            WritePlanner planner,
            Warehouse warehouse,
            DeadLetterAppender deadLetters,
            Resyncs resyncs,
            Map<Integer, Long> start,
            WriterState state,
            WriterMetrics metrics,
            Retries.Pause pause,
            InstantSource time) {
        this.decoders = requireNonNull(decoders, "decoders is null");
        this.state = requireNonNull(state, "state is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        Retries retries = new Retries(state, metrics, pause);
        // What is being written, what is queued, and what tasks decode meanwhile.
        int share = Math.max(1, limits.maxRows() / 3);
        this.queue = new WriteQueue(
                new FlushPolicy(limits.linger(), share, limits.maxBytes() / 3), limits.maxRows(), limits.maxBytes());
        this.pool = new WriterPool(limits.writers());
        this.inFlight = new InFlight(AT_ONCE, this::stop);
        this.batchWriter = new BatchWriter(
                planner,
                warehouse,
                deadLetters,
                retries,
                pool,
                new TableWriter(warehouse, resyncs, retries, pool, time),
                inFlight);
        this.recorder = new ProgressRecorder(warehouse, new Retries(state, metrics, pause), metrics);
        this.start = new ConcurrentHashMap<>(start);
        metrics.queue(queue::depth);
        this.threads = List.of(thread("millrace-writer", this::write), thread("millrace-recorder", recorder));
    }

    /**
     * A writer of records as Millrace's connector makes them.
     *
     * @param start by partition, the first offset that is not in the warehouse: records before it are skipped
     */
    public static ExecutorWriter start(
            Limits limits,
            Supplier<RecordDecoder> decoders,
            WritePlanner planner,
            Warehouse warehouse,
            DeadLetterAppender deadLetters,
            Resyncs resyncs,
            Map<Integer, Long> start,
            WriterState state,
            WriterMetrics metrics) {
        ExecutorWriter writer = new ExecutorWriter(
                limits,
                decoders,
                planner,
                warehouse,
                deadLetters,
                resyncs,
                start,
                state,
                metrics,
                Retries.Pause.REAL,
                InstantSource.system());
        writer.begin();
        return writer;
    }

    void begin() {
        threads.forEach(Thread::start);
    }

    /** The entry point for one task. */
    public TaskRows newTask() {
        return new TaskRows(this, decoders.get());
    }

    public WriterState state() {
        return state;
    }

    /** The first offset of a partition that was not submitted yet, 0 if none was. */
    long next(int partition) {
        StreamPosition at = last.get(partition);
        return at == null ? start.getOrDefault(partition, 0L) : at.offset() + 1;
    }

    /**
     * Takes over partitions that another executor has read meanwhile.
     *
     * @param recorded by partition, the first offset that is not in the warehouse: records before it are skipped
     */
    public void goOn(Map<Integer, Long> recorded) {
        recorded.forEach((partition, next) -> {
            if (next > next(partition)) {
                start.put(partition, next);
                last.remove(partition);
            }
        });
    }

    /** The last submitted record of each partition; partitions without one are left out. */
    public Map<Integer, StreamPosition> lastRead() {
        return Map.copyOf(last);
    }

    /**
     * @param record that holds the changes
     * @param changes all of it
     * @return the number of the last one, for {@link #awaitRecorded}
     */
    long put(LogRecord record, List<DecodedRecord> changes) throws InterruptedException {
        StreamPosition at = record.at();
        long number = queue.put(changes, RecordWeight.of(record, changes.size()));
        // Only now: a record whose task was interrupted while waiting must be accepted when it comes again.
        last.put(at.partition(), at);
        return number;
    }

    /** Whether a record was submitted before, durable or not. */
    long skip() {
        metrics.skipped();
        return queue.lastAccepted();
    }

    /** Waits until a record and all before it are durable and recorded. */
    void awaitRecorded(long number) throws InterruptedException {
        queue.awaitDone(number);
        recorder.awaitRecorded(number);
    }

    /**
     * Waits until all submitted records are durable and recorded.
     *
     * @throws TimeoutException if that takes longer
     */
    public void drain(long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
        long number = queue.lastAccepted();
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> {
            try {
                awaitRecorded(number);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            drained.get(timeout, unit);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void write() {
        try {
            while (true) {
                inFlight.awaitRoom();
                WriteQueue.Taken taken = queue.take();
                long begun = System.nanoTime();
                BatchWriter.Planned planned = batchWriter.plan(taken.changes());
                if (planned.isIndependent()) {
                    inFlight.start(
                            others -> {
                                WriteBatch unused = batchWriter.write(planned, others);
                            },
                            () -> durable(planned.writeBatch(), taken, System.nanoTime() - begun));
                } else {
                    inFlight.awaitNone();
                    durable(batchWriter.write(planned, InFlight.Others.NONE), taken, System.nanoTime() - begun);
                }
            }
        } catch (InterruptedException | Retries.Stopped e) {
            fail(new Retries.Stopped());
        }
    }

    private void durable(WriteBatch writeBatch, WriteQueue.Taken taken, long nanos) {
        // The recorder first: threads that wait for the queue then wait for the recorder.
        recorder.durable(writeBatch, taken.bytes());
        queue.complete(taken, nanos);
        count(writeBatch);
        metrics.writeBatch(nanos, taken.changes().size());
    }

    private void count(WriteBatch writeBatch) {
        for (DecodedRecord record : writeBatch.records()) {
            if (record instanceof DecodedRecord.Event decoded) {
                metrics.event(decoded.event());
            }
        }
        writeBatch.deadLetters().forEach(deadLetter -> metrics.deadLetter(deadLetter.code()));
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((which, e) -> stop(e));
        return thread;
    }

    private void stop(Throwable e) {
        if (e instanceof InterruptedException || e instanceof Retries.Stopped) {
            fail(new Retries.Stopped());
            return;
        }
        LOG.error("The writer stops: {}", e.getMessage(), e);
        fail(e instanceof RuntimeException known ? known : new IllegalStateException("The writer stopped: " + e, e));
    }

    private void fail(RuntimeException reason) {
        if (!(reason instanceof Retries.Stopped)) {
            state.failed(reason);
        }
        queue.fail(reason);
        recorder.fail(reason);
    }

    /** Stops at once; what is not durable stays in the log and is read again at the next start. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        inFlight.close();
        pool.close();
    }
}
