package io.millrace.controller;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
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
        Gauge.builder("millrace.controller.ready", () -> now.ready() ? 1 : 0)
                .description("Whether capture and all loops work: 1, else 0")
                .register(registry);
        Gauge.builder("millrace.controller.active", () -> now.role().equals(ControllerStatus.ACTIVE) ? 1 : 0)
                .description("Whether this controller is the one that acts: 1, else 0")
                .register(registry);
    }

    /** Makes the metrics when they are first asked for: most controllers never are, and the classes for them take memory. */
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
        Gauge.builder("millrace.controller.loop.ready", () -> count(name, Loop::ready))
                .description("Whether a loop works: 1, else 0")
                .tag("loop", name)
                .register(registry);
        FunctionCounter.builder("millrace.controller.loop.failures", this, metrics -> metrics.failures(name))
                .description("How often a loop has failed and begun again")
                .tag("loop", name)
                .register(registry);
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
