package io.millrace.e2e.types;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import io.millrace.core.decode.DebeziumJsonDecoder;
import io.millrace.core.decode.Decoded;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Catalogue;
import io.millrace.core.plan.Pending;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.postgres.LogicalMessages;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.SourceTables;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Postgres, Debezium and Kafka as they are, and our decoder, planner and writer in this thread: the pipeline without Spark. */
final class Chain implements AutoCloseable {
    private static final String SOURCE = "types";

    final List<String> letters = new ArrayList<>();

    private final PostgresExtension postgres;
    private final ClickHouseWarehouse warehouse;
    private final KafkaExtension kafka;
    private final ConnectExtension connect;
    private final DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();
    private final WritePlanner planner = new WritePlanner();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private int fences;

    Chain(PostgresExtension postgres, KafkaExtension kafka, ConnectExtension connect, ClickHouseWarehouse warehouse) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.connect = connect;
        this.warehouse = warehouse;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.partition.fetch.bytes", 64 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** What is there already is read beside the stream, as the launcher has it done. */
    void start() throws InterruptedException, SQLException {
        warehouse.prepare();
        ChangeStreamTopics topics = new ChangeStreamTopics(SOURCE);
        try (Admin admin = KafkaClients.admin(Brokers.at(kafka.bootstrapServers()))) {
            topics.ensure(admin, 1, 1);
        }
        postgres.execute(
                "CREATE PUBLICATION every_type FOR ALL TABLES",
                "SELECT pg_create_logical_replication_slot('every_type', 'pgoutput')");
        ConnectorSettings settings = new ConnectorSettings(
                SOURCE,
                PostgresUrl.parse(postgres.url()).debeziumSettings(),
                postgres.password(),
                "every_type",
                "every_type",
                List.of(),
                List.of(),
                topics.changes(),
                1);
        ConnectClient client = new ConnectClient(URI.create(connect.url()), Duration.ofSeconds(30));
        client.putConnector(settings.connectorName(), settings.toMap());
        try (Connection source = PostgresUrl.parse(postgres.url()).connect()) {
            List<TableId> tables = new SourceTables(source, "every_type", 0, Duration.ZERO).tables();
            long watermark = new LogicalMessages(source).emit(MessagePrefix.FENCE, "");
            String load = settings.resyncName(watermark);
            client.putConnector(
                    load,
                    settings.resync(
                            tables.stream().collect(Collectors.toMap(table -> table, table -> 0L)),
                            "",
                            watermark,
                            topics.notifications(),
                            0));
            while (!client.snapshotCompleted(load)) {
                Thread.sleep(100);
            }
        }
        TopicPartition only = new TopicPartition(topics.changes(), 0);
        consumer.assign(List.of(only));
        consumer.seekToBeginning(List.of(only));
    }

    /** Returns when all that is committed now is in the warehouse. The class's time limit ends it where that never comes. */
    void drain() {
        String fence = "fence " + ++fences;
        postgres.execute("SELECT pg_logical_emit_message(true, 'millrace.fence', '" + fence + "')");
        boolean seen = false;
        while (!seen) {
            List<Pending> pending = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                Decoded decoded = decoder.decode(read(record));
                if (decoded instanceof Decoded.Rejected rejected) {
                    letters.add(rejected.letter().reason());
                } else if (decoded instanceof Decoded.Event event) {
                    pending.add(new Pending(read(record), event.event()));
                    seen |= event.event() instanceof ChangeEvent.Message message
                            && message.content().equals(fence);
                }
            }
            write(pending);
        }
    }

    private void write(List<Pending> pending) {
        WritePlan plan = planner.plan(pending, new Tables(warehouse));
        plan.letters().forEach(letter -> letters.add(letter.reason()));
        plan.evolutions().forEach(warehouse::evolve);
        plan.batches().forEach(this::insert);
        plan.truncations().forEach(warehouse::truncate);
    }

    /** One by one where all together fail, as the pipeline does. */
    private void insert(TableBatch batch) {
        try {
            warehouse.insert(batch);
        } catch (WarehouseException e) {
            if (batch.changes().size() == 1) {
                letters.add(e.getMessage());
            } else {
                batch.changes()
                        .forEach(change -> insert(new TableBatch(batch.table(), List.of(change), batch.sources())));
            }
        }
    }

    private static LogRecord read(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith("millrace.")) {
                headers.put(header.key(), header.value());
            }
        }
        return new LogRecord(
                new StreamPosition(record.topic(), record.partition(), record.offset(), record.timestamp()),
                record.key(),
                record.value(),
                headers);
    }

    private record Tables(ClickHouseWarehouse warehouse) implements Catalogue {
        @Override
        public Optional<WarehouseTable> table(TableId name) {
            return warehouse.describe(name);
        }

        @Override
        public Optional<WarehouseTable> table(long oid) {
            return warehouse.describe(oid);
        }
    }

    @Override
    public void close() {
        consumer.close();
        warehouse.close();
    }
}
