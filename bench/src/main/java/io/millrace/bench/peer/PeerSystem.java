package io.millrace.bench.peer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.BenchException;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.SourceDatabase;
import io.millrace.bench.system.StackFacts;
import io.millrace.bench.system.Topics;
import io.millrace.bench.system.WarehouseNames;
import io.millrace.bench.system.WarehouseQuery;
import io.millrace.bench.workload.OrdersTable;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.local.server.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The peer, running: servers on free ports with a data folder of their own. It captures the tables {@code millrace_bench.orders}
 * and {@code millrace_bench.mixed} with one pair of connectors, and each load with a pair of its own.
 */
public final class PeerSystem implements MeasuredSystem, AutoCloseable {
    private static final String DATABASE = "shop";
    private static final String PASSWORD = "peer";
    private static final String WAREHOUSE = "peer";
    private static final String MAIN = "peer";
    private static final List<String> TABLES = List.of("orders", "mixed");

    private final Path folder;
    private final List<PeerServer> servers = new ArrayList<>();
    private final PostgresServer postgres;
    private final ClickHouseEmbedded clickhouse;
    private final PeerKafka kafka;
    private final PeerConnect connect;
    private final PeerConnectors connectors;
    private final SourceDatabase source;
    private final WarehouseQuery warehouse;
    private final Topics topics;

    private PeerSystem(Path folder, Path sinkJar) {
        this.folder = folder.toAbsolutePath();
        var installation = Installation.current();
        postgres = new PostgresServer(
                this.folder.resolve("postgres"),
                LocalPorts.free(),
                DATABASE,
                PASSWORD,
                Map.of("shared_buffers", "512MB"));
        kafka = new PeerKafka(installation, this.folder.resolve("kafka"), LocalPorts.free());
        clickhouse =
                new ClickHouseEmbedded(installation, this.folder.resolve("clickhouse"), LocalPorts.free(), PASSWORD);
        connect = new PeerConnect(
                installation, this.folder.resolve("connect"), LocalPorts.free(), kafka.servers(), sinkJar);
        connectors = new PeerConnectors(connect.url());
        source = new SourceDatabase(URI.create(postgres.url()));
        warehouse = new WarehouseQuery(URI.create(clickhouse.url()));
        topics = new Topics(Map.of("bootstrap.servers", kafka.servers()), topic -> topic.startsWith(MAIN));
    }

    /**
     * Starts it with an empty data folder.
     *
     * @param folder its data; must be missing or empty
     * @param sinkJar ClickHouse's Kafka Connect sink, one jar with all that it needs
     */
    public static PeerSystem start(Path folder, Path sinkJar) throws InterruptedException {
        if (!Files.isRegularFile(sinkJar)) {
            throw new BenchException(sinkJar + " is not a file: give the jar of ClickHouse's Kafka Connect sink");
        }
        requireEmpty(folder);
        var peer = new PeerSystem(folder, sinkJar);
        try {
            peer.startServers();
            peer.startCapture();
            return peer;
        } catch (RuntimeException | InterruptedException e) {
            peer.close();
            throw e;
        }
    }

    private static void requireEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new BenchException(folder + " is not empty: the peer wants a new folder, give another");
            }
        } catch (IOException e) {
            throw new BenchException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private void startServers() throws InterruptedException {
        servers.add(PeerServer.start("postgres", postgres.prepare(), folder, postgres::notReady));
        postgres.ensureDatabase();
        servers.add(PeerServer.start("kafka", kafka.prepare(), folder, topics::notReady));
        servers.add(PeerServer.start("clickhouse", clickhouse.prepare(), folder, clickhouse::notReady));
        servers.add(PeerServer.start("connect", connect.prepare(), folder, connect::notReady));
    }

    private void startCapture() throws InterruptedException {
        warehouse.execute("CREATE DATABASE IF NOT EXISTS " + WAREHOUSE);
        var names = new ArrayList<String>();
        for (var table : TABLES) {
            var orders = new OrdersTable(source, table);
            orders.create();
            names.add(orders.name());
            createWarehouseTable(table);
        }
        source.execute("CREATE PUBLICATION " + MAIN + " FOR TABLE " + String.join(", ", names));
        source.text("SELECT pg_create_logical_replication_slot('" + MAIN + "', 'pgoutput')");
        putSink("sink", MAIN, TABLES);
        connectors.put("source", sourceSettings(MAIN, names, "no_data"));
    }

    /**
     * Types and lifetime of parts as in Millrace's storage; each insert is synced, since nothing else makes its rows durable
     * before their offsets are committed. A MATERIALIZED column is not sent by the sink.
     */
    private void createWarehouseTable(String table) throws InterruptedException {
        warehouse.execute("CREATE TABLE " + WAREHOUSE + "." + table + "_raw (id Int64, customer_id Int32, sku String,"
                + " quantity Int32, unit_price Decimal(10, 2), total Decimal(12, 2), currency String, status String,"
                + " note Nullable(String), created_at DateTime64(6, 'UTC'), updated_at DateTime64(6, 'UTC'), flags Int32,"
                + " __lsn UInt64, __deleted String, is_deleted UInt8 MATERIALIZED __deleted = 'true')"
                + " ENGINE = ReplacingMergeTree(__lsn, is_deleted) ORDER BY id"
                + " SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 60");
        warehouse.execute("CREATE VIEW " + WAREHOUSE + "." + table + " AS SELECT id, customer_id, sku, quantity,"
                + " unit_price, total, currency, status, note, created_at, updated_at, flags FROM " + WAREHOUSE + "."
                + table + "_raw FINAL");
    }

    private void putSink(String name, String prefix, List<String> tables) throws InterruptedException {
        var byTopic = new TreeMap<String, String>();
        tables.forEach(table -> byTopic.put(prefix + ".millrace_bench." + table, table + "_raw"));
        connectors.put(
                name, PeerConnectors.sink(clickhouse.port(), ClickHouseEmbedded.USER, PASSWORD, WAREHOUSE, byTopic));
    }

    private Map<String, String> sourceSettings(String prefix, List<String> tables, String snapshot) {
        return PeerConnectors.source(
                prefix, postgres.port(), PostgresServer.USER, PASSWORD, DATABASE, tables, snapshot);
    }

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public SourceDatabase source() {
        return source;
    }

    @Override
    public WarehouseQuery warehouse() {
        return warehouse;
    }

    @Override
    public Map<String, Long> pids() {
        var pids = new TreeMap<String, Long>();
        servers.forEach(server -> pids.put(server.name(), server.pid()));
        return pids;
    }

    @Override
    public WarehouseNames awaitView(String table) {
        String simple = simple(table);
        return new WarehouseNames(WAREHOUSE + "." + simple, WAREHOUSE + "." + simple + "_raw");
    }

    private static String simple(String table) {
        return table.substring(table.indexOf('.') + 1);
    }

    @Override
    public void pause() throws InterruptedException {
        connectors.pause("source");
    }

    @Override
    public void resume() throws InterruptedException {
        connectors.resume("source");
    }

    @Override
    public void prepareLoad(String table) throws InterruptedException {
        String simple = simple(table);
        source.execute(
                "ALTER TABLE " + table + " SET LOGGED; CREATE PUBLICATION " + prefix(table) + " FOR TABLE " + table);
        createWarehouseTable(simple);
        putSink("sink-" + simple, prefix(table), List.of(simple));
        // The sink subscribes before there is something to read.
        Thread.sleep(3_000);
    }

    private static String prefix(String table) {
        return MAIN + "_" + simple(table);
    }

    @Override
    public void startLoad(String table) throws InterruptedException {
        connectors.put("source-" + simple(table), sourceSettings(prefix(table), List.of(table), "initial"));
    }

    @Override
    public boolean loadStartsInTheSource() {
        return false;
    }

    @Override
    public void endLoad(String table) throws InterruptedException {
        connectors.delete("source-" + simple(table));
        connectors.delete("sink-" + simple(table));
        source.execute("DROP PUBLICATION IF EXISTS " + prefix(table) + "; DROP TABLE IF EXISTS " + table);
        dropSlot(prefix(table));
    }

    /** A task that ends holds its slot for a moment. */
    private void dropSlot(String slot) throws InterruptedException {
        String found = " FROM pg_replication_slots WHERE slot_name = '" + slot + "'";
        for (int i = 0; i < 50 && source.number("SELECT count(*)" + found + " AND active") > 0; i++) {
            Thread.sleep(100);
        }
        source.number("SELECT count(pg_drop_replication_slot(slot_name))" + found + " AND NOT active");
    }

    @Override
    public long streamBytes() throws InterruptedException {
        return topics.bytes();
    }

    @Override
    public ObjectNode stages(Instant from, Instant to) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public ObjectNode versions() throws InterruptedException {
        var versions = StackFacts.versions(source, warehouse, connect.url());
        versions.remove(List.of("spark", "millrace"));
        StackFacts.connector(connect.url(), "ClickHouseSinkConnector")
                .ifPresent(version -> versions.put("sink", version));
        return versions;
    }

    @Override
    public ObjectNode settings() throws InterruptedException {
        return StackFacts.settings(source, connect.url(), topics.partitions(), pids());
    }

    /** Stops the processes that it started, the last one first. */
    @Override
    public void close() {
        for (int i = servers.size() - 1; i >= 0; i--) {
            servers.get(i).stop();
        }
        servers.clear();
    }
}
