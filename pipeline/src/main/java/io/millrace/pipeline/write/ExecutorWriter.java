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
 * The one writer of an executor. Its tasks hand it records; it writes what they brought together, cycle by cycle, so that
 * many partitions make few inserts. It never drops a record: what cannot be written yet makes the tasks wait.
 */
public final class ExecutorWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorWriter.class);

    /** Writes side by side: one more than the warehouse needs to be busy while another one waits for its disk. */
    private static final int AT_ONCE = 3;

    /**
     * @param linger how long a row waits at most for others, at rest
     * @param maxRows held in memory
     * @param maxBytes held in memory, roughly
     * @param lanes how many tables are written side by side
     */
    public record Limits(Duration linger, int maxRows, long maxBytes, int lanes) {
        /** Sized for the heap: a fifth of it for changes that wait or are being written, which encoded take as much again. */
        public static Limits forHeap(Duration linger, long heapBytes) {
            return new Limits(linger, 100_000, heapBytes / 5, 2);
        }
    }

    private final WriteQueue queue;
    private final CycleWriter cycles;
    private final ProgressRecorder recorder;
    private final InFlight inFlight;
    private final Lanes lanes;
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
            LetterLog letters,
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
        // What is written, what waits to be, and what tasks decode meanwhile.
        int share = Math.max(1, limits.maxRows() / 3);
        this.queue = new WriteQueue(
                new FlushPolicy(limits.linger(), share, limits.maxBytes() / 3), limits.maxRows(), limits.maxBytes());
        this.lanes = new Lanes(limits.lanes());
        this.inFlight = new InFlight(AT_ONCE, this::stop);
        this.cycles = new CycleWriter(
                planner,
                warehouse,
                letters,
                retries,
                lanes,
                new TableWriter(warehouse, resyncs, retries, lanes, time),
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
            LetterLog letters,
            Resyncs resyncs,
            Map<Integer, Long> start,
            WriterState state,
            WriterMetrics metrics) {
        ExecutorWriter writer = new ExecutorWriter(
                limits,
                decoders,
                planner,
                warehouse,
                letters,
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

    /** The way in for one task. */
    public TaskRows newTask() {
        return new TaskRows(this, decoders.get());
    }

    public WriterState state() {
        return state;
    }

    /** The first offset of a partition that was not handed in yet, 0 where none was. */
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

    /** The record of each partition that was handed in last; partitions of which none was are left out. */
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
        // Only now: a record whose task was interrupted while waiting must be taken when it comes again.
        last.put(at.partition(), at);
        return number;
    }

    /** A record that was handed in before, durable by now or not. */
    long skip() {
        metrics.skipped();
        return queue.lastAccepted();
    }

    /** Waits until a record and all before it are durable, and recorded so. */
    void awaitRecorded(long number) throws InterruptedException {
        queue.awaitDone(number);
        recorder.awaitRecorded(number);
    }

    /**
     * Waits until all that was handed in is durable and recorded.
     *
     * @throws TimeoutException where that takes longer
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
                CycleWriter.Planned planned = cycles.plan(taken.changes());
                if (planned.isIndependent()) {
                    inFlight.start(
                            () -> {
                                Cycle unused = cycles.write(planned);
                            },
                            () -> durable(planned.cycle(), taken, System.nanoTime() - begun));
                } else {
                    inFlight.awaitNone();
                    durable(cycles.write(planned), taken, System.nanoTime() - begun);
                }
            }
        } catch (InterruptedException | Retries.Stopped e) {
            fail(new Retries.Stopped());
        }
    }

    private void durable(Cycle cycle, WriteQueue.Taken taken, long nanos) {
        // The recorder first: who waits for the queue goes on to wait for the recorder.
        recorder.durable(cycle);
        queue.complete(taken, nanos);
        count(cycle);
        metrics.cycle(nanos, taken.changes().size());
    }

    private void count(Cycle cycle) {
        for (DecodedRecord record : cycle.records()) {
            if (record instanceof DecodedRecord.Event decoded) {
                metrics.event(decoded.event());
            }
        }
        cycle.letters().forEach(letter -> metrics.deadLetter(letter.code()));
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
        lanes.close();
    }
}
