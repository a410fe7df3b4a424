package io.millrace.e2e.golden;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.controller.load.LoadProgress;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.LoadTarget;
import io.millrace.controller.load.TableLoader;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.BlockReader;
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
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The golden cases of the decoder are what Postgres, Connect and the loader write today. {@code -Dgolden.write=true} records them;
 * {@code core}'s {@code GoldenBlocksTest} with the same property then writes what they decode to: {@code .ci/record-golden} does both.
 */
@Timeout(240)
final class GoldenRecordsIT {
    private static final String SOURCE = "golden";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    private static final Map<String, byte[]> RECORDED = new LinkedHashMap<>();

    @BeforeAll
    static void record() throws Exception {
        GoldenCases cases = GoldenCases.read();
        POSTGRES.execute(cases.setup().toArray(String[]::new));
        try (KafkaConsumer<byte[], byte[]> stream = open()) {
            List<byte[]> load = read(stream, true, () -> load());
            RECORDED.put("load-of-every-type", containing(load, "SNAPSHOT_READ of public.types"));
            RECORDED.put("load-without-key", containing(load, "SNAPSHOT_READ of public.nokey"));
            RECORDED.put("end-of-a-load-without-key", containing(load, "SNAPSHOT_TAKEN of public.nokey"));
            for (Map.Entry<String, List<String>> one : cases.transactions().entrySet()) {
                RECORDED.put(one.getKey(), only(one.getKey(), read(stream, false, () -> commit(one.getValue()))));
            }
        }
    }

    @AfterAll
    static void write() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            for (Map.Entry<String, byte[]> one : RECORDED.entrySet()) {
                GoldenCases.write(one.getKey(), one.getValue());
            }
        }
    }

    @Test
    void theGoldenBlocksAreOfTheFormThatIsWrittenToday() throws IOException {
        Map<String, List<String>> today = new TreeMap<>();
        Map<String, List<String>> golden = new TreeMap<>();
        for (Map.Entry<String, byte[]> one : RECORDED.entrySet()) {
            today.put(one.getKey(), BlockContent.of(one.getValue()));
            boolean write = Boolean.getBoolean("golden.write");
            golden.put(one.getKey(), BlockContent.of(write ? one.getValue() : GoldenCases.block(one.getKey())));
        }
        assertThat(today).hasSizeGreaterThan(25).isEqualTo(golden);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static KafkaConsumer<byte[], byte[]> open() throws InterruptedException {
        ChangeStreamTopics topics = new ChangeStreamTopics(SOURCE);
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            topics.ensure(admin, 1, 1);
        }
        POSTGRES.execute(
                "CREATE PUBLICATION golden FOR ALL TABLES",
                "SELECT pg_create_logical_replication_slot('golden', 'pgoutput')");
        ConnectorSettings settings = new ConnectorSettings(
                SOURCE,
                PostgresUrl.parse(POSTGRES.url()).debeziumSettings(),
                POSTGRES.password(),
                "golden",
                "golden",
                List.of(),
                List.of(),
                topics.changes(),
                1);
        new ConnectClient(URI.create(CONNECT.url()), Duration.ofSeconds(30))
                .putConnector(settings.connectorName(), settings.toMap());
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition only = new TopicPartition(topics.changes(), 0);
        consumer.assign(List.of(only));
        consumer.seekToBeginning(List.of(only));
        return consumer;
    }

    private static void load() throws SQLException, InterruptedException {
        Brokers brokers = Brokers.at(KAFKA.bootstrapServers());
        PostgresUrl url = PostgresUrl.parse(POSTGRES.url());
        try (Connection source = url.connect();
                ChangeStreamProducer stream = ChangeStreamProducer.open(brokers, new ChangeStreamTopics(SOURCE))) {
            SourceTables tables = new SourceTables(source, "golden", 0, Duration.ZERO);
            List<LoadTarget> targets = new ArrayList<>();
            for (TableId table : tables.tables()) {
                targets.add(new LoadTarget(table, tables.oid(table), ""));
            }
            long watermark = new LogicalMessages(source).emit(MessagePrefix.BARRIER, "");
            LoadSettings load = new LoadSettings(url, "golden", ColumnRules.NONE, 1, 0, 0);
            new TableLoader(load, stream, Optional::empty, Clock.systemUTC())
                    .load(targets, watermark, LoadCheckpoints.NONE, LoadProgress.NONE);
        }
        commit(List.of("SELECT pg_logical_emit_message(true, 'millrace.barrier', 'loaded')"));
    }

    private static void commit(List<String> statements) throws SQLException {
        try (Connection connection = POSTGRES.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** The blocks that a step leads to: of a case the first, of a load all up to its last message. */
    private static List<byte[]> read(KafkaConsumer<byte[], byte[]> stream, boolean isLoad, Step step) throws Exception {
        step.run();
        List<byte[]> blocks = new ArrayList<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            for (var record : stream.poll(Duration.ofMillis(100))) {
                byte[] block = requireNonNull(record.value());
                assertThat(BlockReader.isBlock(block)).isTrue();
                List<String> content = BlockContent.of(block);
                if (!content.isEmpty()) {
                    blocks.add(block);
                }
                if (isLoad && content.contains("MESSAGE millrace.barrier: loaded")) {
                    return blocks;
                }
            }
            if (!isLoad && !blocks.isEmpty()) {
                return blocks;
            }
        }
        throw new AssertionError("nothing came within " + LONGEST);
    }

    private static byte[] only(String name, List<byte[]> blocks) {
        assertThat(blocks).as(name).hasSize(1);
        return blocks.get(0);
    }

    private static byte[] containing(List<byte[]> blocks, String content) {
        return blocks.stream()
                .filter(block -> BlockContent.of(block).stream().anyMatch(one -> one.startsWith(content)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block with " + content));
    }
}
