package io.millrace.pipeline.job;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.DebeziumJsonDecoder;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TablePattern;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WriterTerm;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.DeadLetterLog;
import io.millrace.kafka.resync.Signals;
import io.millrace.pipeline.write.ExecutorWriter;
import io.millrace.pipeline.write.RecordDecoder;
import io.millrace.pipeline.write.WriterMetrics;
import io.millrace.pipeline.write.WriterState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The writer of this JVM, made when its first task asks. In local mode driver and executor share a JVM, so that health
 * and metrics see it.
 */
public final class ExecutorWriters {
    private static final PrometheusMeterRegistry REGISTRY = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private static final WriterState STATE = new WriterState();

    /** Written under this class's lock; read without it, as opening a writer can take long. */
    private static volatile @Nullable ExecutorWriter writer;

    private ExecutorWriters() {}

    /** This JVM's metrics. */
    public static PrometheusMeterRegistry registry() {
        return REGISTRY;
    }

    /** The state of this JVM's writer, also before it is made. */
    public static WriterState state() {
        return STATE;
    }

    /** Whether tasks have begun to submit records. */
    public static boolean isOpen() {
        return writer != null;
    }

    /**
     * For {@link ChangeWriter}, which is sent to the executors with it.
     *
     * @param term of the pipeline
     */
    public static ChangeWriter.Writers of(WriterSettings settings, WriterTerm term) {
        return again -> shared(settings, term, again);
    }

    /** The warehouse of the settings; the caller closes it. */
    public static Warehouse openWarehouse(WriterSettings settings) {
        return ClickHouseWarehouse.open(settings.warehouse(), settings.source(), settings.database());
    }

    /** The last record of each partition that was submitted to this JVM's writer; none without a writer. */
    public static Map<Integer, StreamPosition> lastRead() {
        ExecutorWriter known = writer;
        return known == null ? Map.of() : known.lastRead();
    }

    private static synchronized ExecutorWriter shared(WriterSettings settings, WriterTerm term, boolean again) {
        ExecutorWriter known = writer;
        if (known == null) {
            ExecutorWriter opened = open(settings, term);
            writer = opened;
            return opened;
        }
        if (again) {
            try (Warehouse warehouse = openWarehouse(settings)) {
                warehouse.writeBy(term);
                known.goOn(recorded(warehouse, settings));
            }
        }
        return known;
    }

    private static Map<Integer, Long> recorded(Warehouse warehouse, WriterSettings settings) {
        return warehouse.progress(new ChangeStreamTopics(settings.source()).changes()).values().stream()
                .collect(Collectors.toMap(Progress::partition, Progress::nextOffset));
    }

    private static ExecutorWriter open(WriterSettings settings, WriterTerm term) {
        ChangeStreamTopics topics = new ChangeStreamTopics(settings.source());
        Warehouse warehouse = openWarehouse(settings);
        warehouse.writeBy(term);
        Map<Integer, Long> next = recorded(warehouse, settings);
        DeadLetterLog deadLetters = DeadLetterLog.open(settings.brokers(), topics, next);
        TypeMapping types = settings.types();
        Signals signals = Signals.open(settings.brokers(), topics);
        long heap = Runtime.getRuntime().maxMemory();
        return ExecutorWriter.start(
                ExecutorWriter.Limits.forHeap(settings.linger(), heap),
                // A record, decoded and encoded, must fit into the heap several times.
                () -> new RecordDecoder(new BlockDecoder(types), new DebeziumJsonDecoder(types, (int)
                        Math.min(DebeziumJsonDecoder.DEFAULT_MAX_BYTES, heap / 20))),
                new WritePlanner(types, settings.schemaPolicy(), TablePattern.any(settings.history())),
                warehouse,
                deadLetters::append,
                signals::request,
                next,
                STATE,
                new WriterMetrics(REGISTRY));
    }

    /**
     * Makes all submitted records durable, then stops the writer, if any.
     *
     * @throws TimeoutException if that takes longer; what is not durable is read again at the next start
     */
    public static void drainAndClose(long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
        Optional<ExecutorWriter> last;
        synchronized (ExecutorWriters.class) {
            last = Optional.ofNullable(writer);
        }
        if (last.isPresent()) {
            last.get().drain(timeout, unit);
            last.get().close();
        }
    }
}
