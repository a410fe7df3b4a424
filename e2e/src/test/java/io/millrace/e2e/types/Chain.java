package io.millrace.e2e.types;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.controller.load.LoadProgress;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.LoadTarget;
import io.millrace.controller.load.TableLoader;
import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.probe.LogicalMessages;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Postgres, Debezium and Kafka as they are, and our decoder, planner and writer in this thread: the pipeline without Spark. */
final class Chain implements AutoCloseable {
    private static final String SOURCE = "types";

    final List<String> deadLetters = new ArrayList<>();

    private final PostgresExtension postgres;
    private final ClickHouseWarehouse warehouse;
    private final KafkaExtension kafka;
    private final ConnectExtension connect;
    private final BlockDecoder decoder = new BlockDecoder(TypeMapping.defaults());
    private final WritePlanner planner = new WritePlanner();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private int barriers;

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
            SourceTables tables = new SourceTables(source, "every_type", 0, Duration.ZERO);
            List<LoadTarget> targets = new ArrayList<>();
            for (TableId table : tables.tables()) {
                targets.add(new LoadTarget(table, tables.oid(table), ""));
            }
            long watermark = new LogicalMessages(source).emit(MessagePrefix.BARRIER, "");
            LoadSettings load =
                    new LoadSettings(PostgresUrl.parse(postgres.url()), "every_type", ColumnRules.NONE, 1, 0, 0);
            try (ChangeStreamProducer stream =
                    ChangeStreamProducer.open(Brokers.at(kafka.bootstrapServers()), topics)) {
                new TableLoader(load, stream, Optional::empty, Clock.systemUTC())
                        .load(targets, watermark, LoadCheckpoints.NONE, LoadProgress.NONE);
            }
        }
        TopicPartition only = new TopicPartition(topics.changes(), 0);
        consumer.assign(List.of(only));
        consumer.seekToBeginning(List.of(only));
    }

    /** Returns when all that is committed now is in the warehouse. The class's time limit ends it where that never comes. */
    void drain() {
        String barrier = "barrier " + ++barriers;
        postgres.execute("SELECT pg_logical_emit_message(true, 'millrace.barrier', '" + barrier + "')");
        boolean seen = false;
        while (!seen) {
            List<ChangeEvent> events = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                for (DecodedRecord decoded : decoder.decode(read(record))) {
                    if (decoded instanceof DecodedRecord.Rejected rejected) {
                        deadLetters.add(rejected.deadLetter().reason());
                    } else if (decoded instanceof DecodedRecord.Event event) {
                        events.add(event.event());
                        seen |= event.event() instanceof ChangeEvent.Message message
                                && message.content().equals(barrier);
                    }
                }
            }
            write(events);
        }
    }

    private void write(List<ChangeEvent> events) {
        WritePlan plan = planner.plan(events, TableLookup.of(events, warehouse::describe));
        plan.deadLetters().forEach(deadLetter -> deadLetters.add(deadLetter.reason()));
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
                deadLetters.add(e.getMessage());
            } else {
                batch.changes()
                        .forEach(change -> insert(new TableBatch(batch.table(), List.of(change), batch.sources())));
            }
        }
    }

    private static LogRecord read(ConsumerRecord<byte[], byte[]> record) {
        return new LogRecord(
                new StreamPosition(record.topic(), record.partition(), record.offset(), record.timestamp()),
                record.key(),
                record.value());
    }

    @Override
    public void close() {
        consumer.close();
        warehouse.close();
    }
}
