package io.millrace.pipeline.write;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The writer's metrics. */
public final class WriterMetrics {
    private final MeterRegistry registry;
    private final Map<ChangeEvent.Kind, Counter> events = new EnumMap<>(ChangeEvent.Kind.class);
    private final Map<TableId, Counter> rows = new ConcurrentHashMap<>();
    private final Map<TableId, Counter> rescued = new ConcurrentHashMap<>();
    private final Counter retries;
    private final Counter skipped;
    private final Timer writeBatches;
    private final DistributionSummary writeBatchRows;
    private final Timer latency;

    public WriterMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (ChangeEvent.Kind kind : ChangeEvent.Kind.values()) {
            events.put(kind, PipelineMetric.EVENTS.counter(registry, "op", operation(kind)));
        }
        this.retries = PipelineMetric.WRITE_RETRIES.counter(registry);
        this.skipped = PipelineMetric.REPLAYS_SKIPPED.counter(registry);
        this.writeBatches = PipelineMetric.WRITE_BATCH.timer(registry, 5, 10, 25, 50, 100, 250, 1000);
        this.writeBatchRows = PipelineMetric.WRITE_BATCH_ROWS.summary(registry, 1, 10, 100, 1_000, 10_000);
        this.latency = PipelineMetric.CHANGE_LATENCY.timer(registry, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000);
    }

    /** @param depth rows that are taken and not yet durable */
    void queue(Supplier<Number> depth) {
        PipelineMetric.QUEUE_ROWS.gauge(registry, depth);
    }

    void event(ChangeEvent event) {
        if (event instanceof ChangeEvent.RowChange change
                && !change.row().rescued().isEmpty()) {
            rescued(change.schema().table(), change.row().rescued().size());
        }
        requireNonNull(events.get(event.kind())).increment();
    }

    private void rescued(TableId table, int count) {
        rescued.computeIfAbsent(table, id -> PipelineMetric.VALUES_RESCUED.counter(registry, "table", id.toString()))
                .increment(count);
    }

    void written(TableId table, int count) {
        rows.computeIfAbsent(table, id -> PipelineMetric.ROWS_WRITTEN.counter(registry, "table", id.toString()))
                .increment(count);
    }

    void deadLetter(ErrorCode code) {
        PipelineMetric.DEAD_LETTERS.counter(registry, "code", code.name()).increment();
    }

    void latency(long micros) {
        latency.record(Math.max(0, micros), TimeUnit.MICROSECONDS);
    }

    void writeBatch(long nanos, int records) {
        writeBatches.record(nanos, TimeUnit.NANOSECONDS);
        writeBatchRows.record(records);
    }

    void retried() {
        retries.increment();
    }

    void skipped() {
        skipped.increment();
    }

    /** The value of the label {@code op}. */
    private static String operation(ChangeEvent.Kind kind) {
        return switch (kind) {
            case INSERT -> "insert";
            case UPDATE -> "update";
            case DELETE -> "delete";
            case SNAPSHOT_READ -> "snapshot";
            case TRUNCATE -> "truncate";
            case DESCRIBED -> "description";
            case SCHEMA_SEEN -> "schema";
            case SNAPSHOT_TAKEN -> "snapshot_mark";
            case HEARTBEAT -> "heartbeat";
            case MESSAGE -> "message";
        };
    }
}
