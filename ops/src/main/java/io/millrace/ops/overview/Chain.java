package io.millrace.ops.overview;

import static io.millrace.ops.api.topology.Measure.Unit.BYTES;
import static io.millrace.ops.api.topology.Measure.Unit.COUNT;
import static io.millrace.ops.api.topology.Measure.Unit.MS;
import static io.millrace.ops.api.topology.Measure.Unit.PER_MINUTE;
import static io.millrace.ops.api.topology.Measure.Unit.PER_SECOND;
import static io.millrace.ops.api.topology.Measure.Unit.SECONDS;
import static io.millrace.ops.api.topology.ServiceName.CLICKHOUSE;
import static io.millrace.ops.api.topology.ServiceName.CONNECT;
import static io.millrace.ops.api.topology.ServiceName.CONTROLLER;
import static io.millrace.ops.api.topology.ServiceName.KAFKA;
import static io.millrace.ops.api.topology.ServiceName.OPS;
import static io.millrace.ops.api.topology.ServiceName.PIPELINE;
import static io.millrace.ops.api.topology.ServiceName.POSTGRES;
import static io.millrace.ops.api.topology.ServiceName.SHOP;

import io.millrace.ops.api.deadletter.DeadLetters;
import io.millrace.ops.api.flow.Flow;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.flow.Slot;
import io.millrace.ops.api.flow.StageLatency;
import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.table.TableRows;
import io.millrace.ops.api.topology.Edge;
import io.millrace.ops.api.topology.Measure;
import io.millrace.ops.api.topology.Node;
import io.millrace.ops.api.topology.Service;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.api.topology.State;
import io.millrace.ops.api.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The topology as nodes and edges, each with its key figures. */
record Chain(
        List<Service> services,
        Flow flow,
        Lag lag,
        Optional<Slot> slot,
        List<TableRows> tables,
        DeadLetters deadLetters,
        Optional<Shop> shop) {

    Topology topology() {
        return new Topology(nodes(), edges());
    }

    /** The worst state of a service that the chain needs; the shop may be closed without affecting the chain. */
    State state() {
        return services.stream()
                .filter(service -> service.name() != SHOP)
                .map(Service::state)
                .reduce(State::or)
                .orElse(State.UNKNOWN);
    }

    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        shop.ifPresent(it ->
                nodes.add(node(SHOP, "Shop", "storefront", new Measure("orders", it.ordersPerMinute(), PER_MINUTE))));
        nodes.add(node(
                POSTGRES,
                "Postgres",
                "source",
                measure("rows", sum(TableRows::sourceRows), COUNT),
                measure("retained WAL", slot.map(Slot::retainedBytes).orElse(null), BYTES)));
        nodes.add(node(
                CONNECT,
                "Kafka Connect",
                "capture",
                measure("records", lag.logPerSecond(), PER_SECOND),
                measure("unconfirmed WAL", slot.map(Slot::lagBytes).orElse(null), BYTES)));
        nodes.add(node(KAFKA, "Kafka", "change stream", new Measure("waiting records", lag.records(), COUNT)));
        nodes.add(node(
                PIPELINE,
                "Pipeline",
                "decode, plan, write",
                new Measure("changes", flow.changesPerSecond(), PER_SECOND),
                new Measure("lag", lag.seconds(), SECONDS),
                new Measure("dead letters", deadLetters.open(), COUNT)));
        nodes.add(node(
                CLICKHOUSE,
                "ClickHouse",
                "warehouse",
                measure("rows", sum(TableRows::warehouseRows), COUNT),
                measure("difference", sum(TableRows::difference), COUNT)));
        nodes.add(node(
                OPS,
                "Ops",
                "this console",
                measure("p50", latency("total", StageLatency::p50), MS),
                measure("p99", latency("total", StageLatency::p99), MS)));
        nodes.add(node(CONTROLLER, "Controller", "connector, loads, verification"));
        return nodes;
    }

    private List<Edge> edges() {
        List<Edge> edges = new ArrayList<>();
        shop.ifPresent(it -> edges.add(new Edge(SHOP, POSTGRES, "orders", it.ordersPerMinute() / 60.0, null)));
        edges.add(edge(POSTGRES, CONNECT, "WAL", lag.logPerSecond(), "capture"));
        edges.add(edge(CONNECT, KAFKA, "change events", lag.logPerSecond(), "log"));
        edges.add(new Edge(KAFKA, PIPELINE, "change events", flow.changesPerSecond(), null));
        edges.add(edge(PIPELINE, CLICKHOUSE, "rows", flow.changesPerSecond(), "land"));
        edges.add(new Edge(CLICKHOUSE, OPS, "queries", null, null));
        edges.add(new Edge(CONTROLLER, CONNECT, "connector", null, null));
        return edges;
    }

    private Node node(ServiceName name, String title, String role, @Nullable Measure... measures) {
        List<Measure> numbers = new ArrayList<>();
        for (Measure measure : measures) {
            if (measure != null) {
                numbers.add(measure);
            }
        }
        return services.stream()
                .filter(service -> service.name() == name)
                .findFirst()
                .map(service -> new Node(name, title, role, service.state(), service.detail(), numbers))
                .orElseGet(() -> new Node(name, title, role, State.UNKNOWN, "not looked at yet", numbers));
    }

    private Edge edge(ServiceName from, ServiceName to, String label, @Nullable Double perSecond, String stage) {
        return new Edge(from, to, label, perSecond, latency(stage, StageLatency::p50));
    }

    private @Nullable Double latency(String stage, ToDoubleFunction<StageLatency> quantile) {
        return flow.latency().stream()
                .filter(latency -> latency.stage().equals(stage))
                .map(latency -> (Double) quantile.applyAsDouble(latency))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Long sum(java.util.function.Function<TableRows, @Nullable Long> column) {
        return tables.stream()
                .map(column)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    private static @Nullable Measure measure(String label, @Nullable Number value, Measure.Unit unit) {
        return value == null ? null : new Measure(label, value.doubleValue(), unit);
    }
}
