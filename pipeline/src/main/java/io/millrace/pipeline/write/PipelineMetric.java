package io.millrace.pipeline.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.core.metric.MetricDefinition;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The metrics of the pipeline. */
@SuppressWarnings("ImmutableEnumChecker") // A definition is a record of texts.
public enum PipelineMetric {
    EVENTS(MetricDefinition.counter("millrace.events", "events", "Change events read from the change stream", "op")),
    ROWS_WRITTEN(MetricDefinition.counter("millrace.rows.written", "rows", "Rows written to the warehouse", "table")),
    VALUES_RESCUED(MetricDefinition.counter(
            "millrace.rescued.values",
            "values",
            "Values that their column cannot hold and whose exact text was rescued",
            "table")),
    DEAD_LETTERS(MetricDefinition.counter("millrace.dead.letters", "records", "Records that could not land", "code")),
    WRITE_RETRIES(MetricDefinition.counter("millrace.write.retries", "attempts", "Failed attempts that were repeated")),
    REPLAYS_SKIPPED(MetricDefinition.counter(
            "millrace.replays.skipped", "records", "Records read again that were already in the warehouse")),
    WRITE_BATCH(
            MetricDefinition.timer("millrace.write.batch", "Duration of a write batch, until all of it is durable")),
    WRITE_BATCH_ROWS(MetricDefinition.summary("millrace.write.batch.rows", "records", "Records of a write batch")),
    CHANGE_LATENCY(MetricDefinition.timer(
            "millrace.change.latency", "From the commit in the source to visibility in the warehouse")),
    QUEUE_ROWS(MetricDefinition.gauge(
            "millrace.queue.rows", "records", "Records read from the change stream and not durable yet"));

    private final MetricDefinition definition;

    PipelineMetric(MetricDefinition definition) {
        this.definition = definition;
    }

    public MetricDefinition definition() {
        return definition;
    }

    /** @param labels names and values of its labels in turn */
    Counter counter(MeterRegistry registry, String... labels) {
        return Counter.builder(definition.name())
                .description(definition.description())
                .tags(labels)
                .register(registry);
    }

    void gauge(MeterRegistry registry, Supplier<Number> value) {
        Gauge.builder(definition.name(), value)
                .description(definition.description())
                .register(registry);
    }

    /** @param buckets upper bounds, in milliseconds */
    Timer timer(MeterRegistry registry, long... buckets) {
        return Timer.builder(definition.name())
                .description(definition.description())
                .serviceLevelObjectives(
                        LongStream.of(buckets).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
                .register(registry);
    }

    /** @param buckets upper bounds */
    DistributionSummary summary(MeterRegistry registry, double... buckets) {
        return DistributionSummary.builder(definition.name())
                .description(definition.description())
                .serviceLevelObjectives(buckets)
                .register(registry);
    }
}
