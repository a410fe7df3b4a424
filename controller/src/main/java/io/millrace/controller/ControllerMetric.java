package io.millrace.controller;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.core.metric.MetricDefinition;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of the controller. */
@SuppressWarnings("ImmutableEnumChecker") // A definition is a record of texts.
public enum ControllerMetric {
    READY(MetricDefinition.gauge("millrace.controller.ready", "0 or 1", "1 while capture and all loops work")),
    ACTIVE(MetricDefinition.gauge(
            "millrace.controller.active", "0 or 1", "1 while this controller holds the lease, 0 while it stands by")),
    LOOP_READY(MetricDefinition.gauge("millrace.controller.loop.ready", "0 or 1", "1 while a loop works", "loop")),
    LOOP_FAILURES(MetricDefinition.counter(
            "millrace.controller.loop.failures",
            "failures",
            "Failures of a loop, after each of which it restarts",
            "loop"));

    private final MetricDefinition definition;

    ControllerMetric(MetricDefinition definition) {
        this.definition = definition;
    }

    public MetricDefinition definition() {
        return definition;
    }

    /** @param labels names and values of its labels in turn */
    void gauge(MeterRegistry registry, Supplier<Number> value, String... labels) {
        Gauge.builder(definition.name(), value)
                .description(definition.description())
                .tags(labels)
                .register(registry);
    }

    /**
     * @param owner of the count; the registry does not keep it alive
     * @param labels names and values of its labels in turn
     */
    <T> void counter(MeterRegistry registry, T owner, ToDoubleFunction<T> count, String... labels) {
        FunctionCounter.builder(definition.name(), owner, count)
                .description(definition.description())
                .tags(labels)
                .register(registry);
    }
}
