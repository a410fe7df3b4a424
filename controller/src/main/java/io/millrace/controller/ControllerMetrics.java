package io.millrace.controller;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.controller.ControllerStatus.Loop;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The controller's metrics in Prometheus' text format. */
final class ControllerMetrics {
    private final Supplier<ControllerStatus> status;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<String> loops = new HashSet<>();
    private ControllerStatus now;

    ControllerMetrics(Supplier<ControllerStatus> status) {
        this.status = status;
        this.now = status.get();
        ControllerMetric.READY.gauge(registry, () -> now.ready() ? 1 : 0);
        ControllerMetric.ACTIVE.gauge(registry, () -> now.role().equals(ControllerStatus.ACTIVE) ? 1 : 0);
    }

    /** Creates the metrics at the first scrape: most controllers are never scraped, and the classes take memory. */
    static Supplier<String> onDemand(Supplier<ControllerStatus> status) {
        return new Supplier<>() {
            private @Nullable ControllerMetrics metrics;

            @Override
            public synchronized String get() {
                ControllerMetrics known = metrics;
                if (known == null) {
                    known = new ControllerMetrics(status);
                    metrics = known;
                }
                return known.scrape();
            }
        };
    }

    synchronized String scrape() {
        now = status.get();
        for (Loop loop : now.loops()) {
            if (loops.add(loop.name())) {
                add(loop.name());
            }
        }
        return registry.scrape();
    }

    private void add(String name) {
        ControllerMetric.LOOP_READY.gauge(registry, () -> count(name, Loop::ready), "loop", name);
        ControllerMetric.LOOP_FAILURES.counter(registry, this, metrics -> metrics.failures(name), "loop", name);
    }

    private long count(String name, Predicate<Loop> which) {
        return now.loops().stream()
                .filter(loop -> loop.name().equals(name))
                .filter(which)
                .count();
    }

    private long failures(String name) {
        return now.loops().stream()
                .filter(loop -> loop.name().equals(name))
                .mapToLong(Loop::failures)
                .sum();
    }
}
