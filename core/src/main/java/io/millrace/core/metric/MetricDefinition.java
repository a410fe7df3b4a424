package io.millrace.core.metric;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/**
 * A metric of {@code /metrics}. Each process has an enum of its metrics; {@code docs/reference/metrics.md} follows from them.
 *
 * @param name with dots, in the form of Micrometer; Prometheus has {@code _} instead
 * @param unit {@code seconds}, {@code bytes}, {@code rows} …; {@code 0 or 1} for states
 * @param labels names of its labels
 * @param description a sentence without a full stop
 */
public record MetricDefinition(String name, Kind kind, String unit, List<String> labels, String description) {
    /** How a metric counts. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** A histogram of durations in seconds. */
        TIMER,
        /** A histogram of amounts. */
        SUMMARY
    }

    public MetricDefinition {
        requireNonNull(unit, "unit is null");
        requireNonNull(description, "description is null");
        if (!name.matches("millrace(\\.[a-z0-9]+)+")) {
            throw new IllegalArgumentException("Not the name of a metric: " + name);
        }
        labels = List.copyOf(labels);
    }

    public static MetricDefinition counter(String name, String unit, String description, String... labels) {
        return new MetricDefinition(name, Kind.COUNTER, unit, List.of(labels), description);
    }

    public static MetricDefinition gauge(String name, String unit, String description, String... labels) {
        return new MetricDefinition(name, Kind.GAUGE, unit, List.of(labels), description);
    }

    public static MetricDefinition timer(String name, String description, String... labels) {
        return new MetricDefinition(name, Kind.TIMER, "seconds", List.of(labels), description);
    }

    public static MetricDefinition summary(String name, String unit, String description, String... labels) {
        return new MetricDefinition(name, Kind.SUMMARY, unit, List.of(labels), description);
    }

    /** The name in Prometheus without the suffixes of a histogram. */
    public String prometheusName() {
        String plain = name.replace('.', '_');
        return switch (kind) {
            case COUNTER -> plain + "_total";
            case TIMER -> plain + "_seconds";
            case GAUGE, SUMMARY -> plain;
        };
    }

    /** The names of all its series in Prometheus. */
    public List<String> seriesNames() {
        String base = prometheusName();
        return switch (kind) {
            case COUNTER, GAUGE -> List.of(base);
            case TIMER, SUMMARY ->
                Stream.of("_bucket", "_count", "_sum", "_max").map(base::concat).toList();
        };
    }
}
