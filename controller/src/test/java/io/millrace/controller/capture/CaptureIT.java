package io.millrace.controller.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.connect.ConnectClient;
import io.millrace.controller.Controller;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StateTopic;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.control.ControlRequest.Kind;
import io.millrace.kafka.control.ControlRequest.Options;
import io.millrace.kafka.control.ControlRequests;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import io.millrace.kafka.resync.ResyncStatusConsumer;
import io.millrace.kafka.resync.Signals;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.CaptureSetup;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CaptureIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Controller> controllers = new ArrayList<>();

    @Test
    void changesFlowWhenItIsDoneAndAgainAfterTheConnectorWasDeleted(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE t (id int PRIMARY KEY)");
        Config config = config(folder);

        capture(config, ConditionSignature.ofNobody());
        POSTGRES.execute("INSERT INTO t SELECT generate_series(1, 100)");
        awaitEvents(config, 100);

        ConnectClient connect = new ConnectClient(URI.create(CONNECT.url()), Duration.ofSeconds(10));
        connect.delete("millrace-" + config.source().name());
        POSTGRES.execute("INSERT INTO t SELECT generate_series(101, 200)");
        awaitEvents(config, 200);
    }

    @Test
    void whatCommitsBetweenTheSlotAndTheConnectorIsStreamed(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE early (id int PRIMARY KEY)");
        Config config = config(folder, "early");
        Config.Source from = config.source();
        new CaptureSetup(PostgresUrl.parse(POSTGRES.url()))
                .prepare(new CaptureRequest(
                        from.publication(), from.slot(), from.tables(), from.exclude(), Optional.empty()));
        POSTGRES.execute("INSERT INTO early SELECT generate_series(1, 100)", "DELETE FROM early");

        capture(config, ConditionSignature.ofNobody());
        // No load finds these rows.
        assertThat(relation(firstOf(config, "early"))).contains("\"table\":\"early\"");
    }

    @Test
    void everyRowSaysWhatItsTableIsLikeAndARowWithoutAKeyWhichOfItsPositionItIs(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE priced (id int PRIMARY KEY, gone int)");
        POSTGRES.execute("CREATE TABLE keyless (n int)");
        POSTGRES.execute("ALTER TABLE keyless REPLICA IDENTITY FULL");
        Config config = config(folder);
        capture(config, ConditionSignature.ofNobody());
        POSTGRES.execute("ALTER TABLE priced DROP COLUMN gone, ADD COLUMN price numeric(10,2) NOT NULL DEFAULT 5");
        POSTGRES.execute("INSERT INTO priced VALUES (1)");
        POSTGRES.execute("INSERT INTO keyless VALUES (1)");

        assertThat(relation(firstOf(config, "priced")))
                .contains("\"schema\":\"public\",\"table\":\"priced\",\"identity\":\"d\",\"key\":[\"id\"]")
                .contains(
                        "{\"n\":3,\"name\":\"price\",\"type\":\"numeric(10,2)\",\"notNull\":true,\"missing\":\"5.00\"")
                .contains("\"dropped\":[2]");
        assertThat(firstOf(config, "keyless").position().ordinal()).isZero();
    }

    @Test
    void whatWasThereBeforeIsLoadedEvenATableWithoutRows(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE without_rows (id int PRIMARY KEY)");
        Config config = config(folder, "before");
        ChangeStreamTopics topics = new ChangeStreamTopics(config.source().name());
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            topics.ensure(admin, config.log().partitions(), 1);
        }

        try (ResyncStatusConsumer feed = ResyncStatusConsumer.open(Brokers.at(KAFKA.bootstrapServers()), topics)) {
            capture(config, ConditionSignature.ofNobody());
            // No warehouse runs here, so nothing can land.
            assertThat(stageReached(feed, new TableId("public", "without_rows"), Stage.READ))
                    .isTrue();
        }
    }

    @Test
    void whatWasSeenOfTheSourceAndTheStreamIsKeptInKafka(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE seen (id int PRIMARY KEY)");
        Config config = config(folder, "remembers");
        ChangeStreamTopics topics = new ChangeStreamTopics(config.source().name());
        capture(config, ConditionSignature.ofNobody());
        try (StateTopic state = StateTopic.open(Brokers.at(KAFKA.bootstrapServers()), topics, Clock.systemUTC())) {
            while (!state.read().keySet().equals(Set.of("catalog", "change-stream", "source-wal"))) {
                Thread.sleep(200);
            }
            assertThat(state.read().toString())
                    .contains("\\\"table\\\":\\\"seen\\\"")
                    .contains("timeline");
        }
    }

    @Test
    void capturePausesAndGoesOnWhenItIsAskedTo(@TempDir Path folder) throws Exception {
        Config config = config(folder, "paused");
        ChangeStreamTopics topics = new ChangeStreamTopics(config.source().name());
        capture(config, ConditionSignature.ofNobody());
        ConnectClient connect = new ConnectClient(URI.create(CONNECT.url()), Duration.ofSeconds(10));
        String name = "millrace-" + config.source().name();
        try (ControlRequests requests =
                ControlRequests.open(Brokers.at(KAFKA.bootstrapServers()), topics, ConditionSignature.ofNobody())) {
            requests.send(ControlRequest.of("1", Kind.PAUSE, List.of(), Options.NONE, "ann", Instant.now()));
            while (!connect.status(name).orElseThrow().paused()) {
                Thread.sleep(100);
            }
            requests.send(ControlRequest.of("2", Kind.RESUME, List.of(), Options.NONE, "ann", Instant.now()));
            while (!connect.status(name).orElseThrow().running()) {
                Thread.sleep(100);
            }
        }
        assertThat(log).anyMatch(line -> line.startsWith("The request 1 to pause is over: done"));
    }

    /** Otherwise a client of Kafka could have the source run SQL of its choice, perhaps as superuser. */
    @Test
    void aConditionThatNobodyHasSignedIsRefused(@TempDir Path folder) throws Exception {
        POSTGRES.execute("CREATE TABLE wanted (id int PRIMARY KEY)", "INSERT INTO wanted VALUES (1)");
        Config config = config(folder, "signed");
        ChangeStreamTopics topics = new ChangeStreamTopics(config.source().name());
        Brokers brokers = Brokers.at(KAFKA.bootstrapServers());
        ConditionSignature ours = ConditionSignature.of("a secret of this test");
        capture(config, ours);

        TableId table = new TableId("public", "wanted");
        try (ResyncStatusConsumer feed = ResyncStatusConsumer.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics)) {
            String hostile = "1=1) AND (SELECT pg_read_file('/etc/passwd') IS NOT NULL";
            unsigned(
                    topics,
                    "{'id':'foreign','schema':'public','table':'wanted','condition':'" + hostile.replace("'", "\\u0027")
                            + "','reason':'none'}");
            String wrong =
                    signals.resyncWhere(table, "id = 1", ConditionSignature.of("another secret than that"), "a test");
            String right = signals.resyncWhere(table, "id = 1", ours, "a test");

            Map<String, ResyncStatus> ends = new HashMap<>();
            while (ends.size() < 3) {
                feed.next(Duration.ofMillis(200)).stream()
                        .filter(status -> List.of("foreign", wrong, right).contains(status.id()))
                        .filter(status -> status.stage() == Stage.FAILED || status.stage() == Stage.READ)
                        .forEach(status -> ends.put(status.id(), status));
            }
            for (String refused : List.of("foreign", wrong)) {
                ResyncStatus end = requireNonNull(ends.get(refused));
                assertThat(end.stage()).isEqualTo(Stage.FAILED);
                assertThat(end.detail()).contains("is not signed").contains("resync TABLE --where");
            }
            assertThat(requireNonNull(ends.get(right)).stage()).isEqualTo(Stage.READ);
        }
    }

    private static void unsigned(ChangeStreamTopics topics, String json) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topics.signals(), bytes)).get();
        }
    }

    /** The class's time limit ends it where the stage does not come. */
    private static boolean stageReached(ResyncStatusConsumer feed, TableId table, Stage stage) {
        while (true) {
            for (ResyncStatus status : feed.next(Duration.ofMillis(200))) {
                if (status.table().equals(table)) {
                    assertThat(status.stage()).isNotEqualTo(Stage.FAILED);
                    if (status.stage() == stage) {
                        return true;
                    }
                }
            }
        }
    }

    /** The first change of a table in a block. The class's time limit ends it if there is none. */
    private static StreamedChange firstOf(Config config, String table) {
        String topic = new ChangeStreamTopics(config.source().name()).changes();
        try (StreamedChanges stream = new StreamedChanges(
                KAFKA.bootstrapServers(), topic, config.log().partitions())) {
            return stream.await(1, change -> change.isOf(table)).get(0);
        }
    }

    private static String relation(StreamedChange change) {
        return String.valueOf(change.table().orElseThrow().relation());
    }

    private static Config config(Path folder) throws Exception {
        return config(folder, "kept");
    }

    /** @param name of the source, after which slot and publication are called */
    private static Config config(Path folder, String name) throws Exception {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(file, """
                source: {url: '%s', name: '%s'}
                log: {bootstrapServers: '%s', replicationFactor: 1}
                capture: {connectUrl: '%s'}
                """.formatted(POSTGRES.url(), name, KAFKA.bootstrapServers(), CONNECT.url()));
        return ConfigReader.read(file, Map.of());
    }

    /** Returns when changes flow. The class's time limit ends it where they do not. */
    private void capture(Config config, ConditionSignature signature) throws InterruptedException {
        Controller begun = new Controller(config, new ConnectorSecret.InClear("a-password"), signature, log::add);
        controllers.add(begun);
        begun.start();
        while (!begun.status().ready()) {
            Thread.sleep(100);
        }
    }

    @AfterEach
    void stop() {
        controllers.forEach(Controller::close);
    }

    /** The class's time limit ends it where the events do not come. */
    private static void awaitEvents(Config config, long atLeast) throws InterruptedException {
        String topic = new ChangeStreamTopics(config.source().name()).changes();
        try (StreamedChanges stream = new StreamedChanges(
                KAFKA.bootstrapServers(), topic, config.log().partitions())) {
            long events = 0;
            while (events < atLeast) {
                Thread.sleep(100);
                events = stream.read().size();
            }
            assertThat(events).isGreaterThanOrEqualTo(atLeast);
        }
    }
}
