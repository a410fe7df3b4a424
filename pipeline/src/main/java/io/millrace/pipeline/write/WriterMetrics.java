package io.millrace.pipeline.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The writer's metrics, by the names under which Prometheus knows them. */
public final class WriterMetrics {
    private final MeterRegistry registry;
    private final Counter[] events;
    private final Map<TableId, Counter> rows = new ConcurrentHashMap<>();
    private final Map<TableId, Counter> misfits = new ConcurrentHashMap<>();
    private final Counter retries;
    private final Counter skipped;
    private final Timer cycles;
    private final DistributionSummary cycleRows;
    private final Timer latency;

    public WriterMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.events = Stream.of(ChangeEvent.Kind.values())
                .map(kind -> Counter.builder("millrace.events")
                        .description("Change events read from the log")
                        .tag("op", operation(kind))
                        .register(registry))
                .toArray(Counter[]::new);
        this.retries = Counter.builder("millrace.write.retries")
                .description("Attempts that failed and were repeated")
                .register(registry);
        this.skipped = Counter.builder("millrace.replays.skipped")
                .description("Records read again that were already in the warehouse")
                .register(registry);
        this.cycles = Timer.builder("millrace.write.cycle")
                .description("How long one cycle of writing takes, until all of it is durable")
                .serviceLevelObjectives(
                        millis(5), millis(10), millis(25), millis(50), millis(100), millis(250), millis(1000))
                .register(registry);
        this.cycleRows = DistributionSummary.builder("millrace.write.cycle.rows")
                .description("Records in one cycle of writing")
                .serviceLevelObjectives(1, 10, 100, 1_000, 10_000)
                .register(registry);
        this.latency = Timer.builder("millrace.change.latency")
                .description("From the commit in the source to visibility in the warehouse")
                .serviceLevelObjectives(
                        millis(10),
                        millis(25),
                        millis(50),
                        millis(100),
                        millis(250),
                        millis(500),
                        millis(1_000),
                        millis(5_000),
                        millis(30_000))
                .register(registry);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /** @param depth rows that are taken and not yet durable */
    void queue(Supplier<Number> depth) {
        Gauge.builder("millrace.queue.rows", depth)
                .description("Records taken from the log and not yet durable")
                .register(registry);
    }

    void event(ChangeEvent event) {
        if (event instanceof ChangeEvent.RowChange change
                && !change.row().misfits().isEmpty()) {
            misfits(change.schema().table(), change.row().misfits().size());
        }
        events[event.kind().ordinal()].increment();
    }

    private void misfits(TableId table, int count) {
        misfits.computeIfAbsent(
                        table,
                        id -> Counter.builder("millrace.misfits")
                                .description(
                                        "Values read that their warehouse column cannot hold, kept exactly in _misfits")
                                .tag("table", id.toString())
                                .register(registry))
                .increment(count);
    }

    void written(TableId table, int count) {
        rows.computeIfAbsent(
                        table,
                        id -> Counter.builder("millrace.rows.written")
                                .description("Rows written to the warehouse")
                                .tag("table", id.toString())
                                .register(registry))
                .increment(count);
    }

    void deadLetter(ErrorCode code) {
        Counter.builder("millrace.dead.letters")
                .description("Records that could not land")
                .tag("code", code.name())
                .register(registry)
                .increment();
    }

    void latency(long micros) {
        latency.record(Math.max(0, micros), TimeUnit.MICROSECONDS);
    }

    void cycle(long nanos, int records) {
        cycles.record(nanos, TimeUnit.NANOSECONDS);
        cycleRows.record(records);
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
            case SNAPSHOT_TAKEN -> "snapshot_mark";
            case HEARTBEAT -> "heartbeat";
            case MESSAGE -> "message";
        };
    }
}
