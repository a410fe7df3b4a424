package io.millrace.ops.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.ops.api.Overview;
import io.millrace.ops.overview.Frame;
import io.millrace.ops.overview.OverviewFeed;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The console's overview and the inputs of alert rules, as gauges, read at each scrape. While the warehouse does not
 * answer, its values are absent.
 */
public final class Metrics implements AutoCloseable {
    private final OverviewFeed feed;
    private final AlertMetrics alerts;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<OpsMetric, MultiGauge> gauges = new EnumMap<>(OpsMetric.class);

    public Metrics(OverviewFeed feed, AlertMetrics alerts) {
        this.feed = feed;
        this.alerts = alerts;
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The text exposition format. */
    public synchronized String scrape() {
        List<Sample> samples =
                feed.current() instanceof Frame.Picture picture ? samples(picture.overview()) : List.of(warehouse(0));
        Map<OpsMetric, List<Row<?>>> rows = Stream.concat(samples.stream(), alerts.samples().stream())
                .collect(Collectors.groupingBy(
                        Sample::metric, LinkedHashMap::new, Collectors.mapping(Sample::row, Collectors.toList())));
        rows.keySet().forEach(metric -> gauges.computeIfAbsent(metric, this::gauge));
        gauges.forEach((metric, gauge) -> gauge.register(rows.getOrDefault(metric, List.of()), true));
        return registry.scrape();
    }

    static List<Sample> samples(Overview overview) {
        return Stream.of(services(overview), flow(overview), lag(overview), slot(overview), rows(overview))
                .flatMap(samples -> samples)
                .toList();
    }

    private static Stream<Sample> services(Overview overview) {
        return Stream.concat(
                Stream.of(warehouse(1)),
                overview.services().stream()
                        .map(service -> new Sample(
                                OpsMetric.SERVICE_UP,
                                Tags.of("service", service.name().text()),
                                service.state() == io.millrace.ops.api.topology.State.UP ? 1 : 0)));
    }

    private static Stream<Sample> flow(Overview overview) {
        return Stream.concat(
                Stream.of(new Sample(
                        OpsMetric.CHANGES_PER_SECOND,
                        Tags.empty(),
                        overview.flow().changesPerSecond())),
                overview.flow().latency().stream()
                        .flatMap(stage -> Stream.of(
                                latency(stage.stage(), "0.5", stage.p50()),
                                latency(stage.stage(), "0.95", stage.p95()),
                                latency(stage.stage(), "0.99", stage.p99()))));
    }

    private static Stream<Sample> lag(Overview overview) {
        return Stream.concat(
                Stream.of(
                        new Sample(
                                OpsMetric.LAG_SECONDS,
                                Tags.empty(),
                                overview.lag().seconds()),
                        new Sample(
                                OpsMetric.DEAD_LETTERS,
                                Tags.of("status", "open"),
                                overview.deadLetters().open())),
                overview.lag().partitions().stream()
                        .map(partition -> new Sample(
                                OpsMetric.LAG_RECORDS,
                                Tags.of("partition", String.valueOf(partition.partition())),
                                partition.records())));
    }

    private static Stream<Sample> slot(Overview overview) {
        var slot = overview.slot();
        return slot == null
                ? Stream.empty()
                : Stream.of(
                        new Sample(OpsMetric.SLOT_ACTIVE, Tags.of("slot", slot.name()), slot.active() ? 1 : 0),
                        new Sample(OpsMetric.SLOT_LAG, Tags.of("slot", slot.name()), slot.lagBytes()),
                        new Sample(OpsMetric.SLOT_RETAINED, Tags.of("slot", slot.name()), slot.retainedBytes()));
    }

    private static Stream<Sample> rows(Overview overview) {
        return overview.tables().stream().flatMap(table -> {
            Long difference = table.difference();
            return difference == null
                    ? Stream.empty()
                    : Stream.of(new Sample(OpsMetric.ROWS_DIFFERENCE, Tags.of("table", table.table()), difference));
        });
    }

    private static Sample latency(String stage, String quantile, double millis) {
        return new Sample(OpsMetric.LATENCY, Tags.of("stage", stage, "quantile", quantile), millis / 1_000);
    }

    private static Sample warehouse(double up) {
        return new Sample(OpsMetric.WAREHOUSE_UP, Tags.empty(), up);
    }

    private MultiGauge gauge(OpsMetric metric) {
        return MultiGauge.builder(metric.definition().name())
                .description(metric.definition().description())
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /** One value under one name and set of tags. */
    record Sample(OpsMetric metric, Tags tags, double value) {
        Row<?> row() {
            return Row.of(tags, value);
        }
    }
}
