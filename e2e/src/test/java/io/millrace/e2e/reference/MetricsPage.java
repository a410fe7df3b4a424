package io.millrace.e2e.reference;

import io.millrace.controller.ControllerMetric;
import io.millrace.core.metric.MetricDefinition;
import io.millrace.ops.metrics.OpsMetric;
import io.millrace.pipeline.write.PipelineMetric;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code docs/reference/metrics.md}. */
final class MetricsPage {
    private MetricsPage() {}

    static String pipeline() {
        return table(Stream.of(PipelineMetric.values()).map(PipelineMetric::definition));
    }

    static String controller() {
        return table(Stream.of(ControllerMetric.values()).map(ControllerMetric::definition));
    }

    static String ops() {
        return table(Stream.of(OpsMetric.values()).map(OpsMetric::definition));
    }

    /** All of them. */
    static Stream<MetricDefinition> all() {
        return Stream.of(
                        Stream.of(PipelineMetric.values()).map(PipelineMetric::definition),
                        Stream.of(ControllerMetric.values()).map(ControllerMetric::definition),
                        Stream.of(OpsMetric.values()).map(OpsMetric::definition))
                .flatMap(each -> each);
    }

    private static String table(Stream<MetricDefinition> metrics) {
        MarkdownTable table = new MarkdownTable("metric", "kind", "unit", "labels", "description");
        metrics.forEach(metric -> table.row(
                MarkdownTable.code(metric.prometheusName()),
                kind(metric.kind()),
                metric.unit(),
                MarkdownTable.codes(metric.labels().stream()),
                metric.description()));
        return table.toString();
    }

    private static String kind(MetricDefinition.Kind kind) {
        return switch (kind) {
            case COUNTER, GAUGE -> kind.name().toLowerCase(Locale.ROOT);
            case TIMER, SUMMARY -> "histogram";
        };
    }
}
