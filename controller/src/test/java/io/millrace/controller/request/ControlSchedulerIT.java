package io.millrace.controller.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Row;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.partition.PartitionRaise;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.control.ControlRequest.Kind;
import io.millrace.kafka.control.ControlRequest.Options;
import io.millrace.kafka.control.ControlRequests;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncRequestConsumer;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.CaptureSetup;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Requests by Kafka, status in ClickHouse; neither Connect nor a pipeline is there. */
@Timeout(120)
final class ControlSchedulerIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private final List<Boolean> pauses = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> running = new ArrayList<>();
    private final ConditionSignature signature = ConditionSignature.of("a secret of this test");
    private Config config;
    private ChangeStreamTopics topics;
    private ControlRequests requests;
    private ClickHouseClient client;

    @BeforeEach
    void open() throws Exception {
        String source = "s" + UUID.randomUUID().toString().substring(0, 8);
        Path file = Files.writeString(folder.resolve("millrace.yaml"), """
                source: {url: '%s', name: '%s'}
                log: {bootstrapServers: '%s', replicationFactor: 1}
                capture: {connectUrl: 'http://127.0.0.1:1'}
                warehouse: {url: '%s'}
                """.formatted(
                        POSTGRES.url(), source, KAFKA.bootstrapServers(), CLICKHOUSE.url()));
        config = ConfigReader.read(file, Map.of());
        topics = new ChangeStreamTopics(source);
        try (Admin admin = KafkaClients.admin(brokers())) {
            topics.ensure(admin, 1, 1);
        }
        requests = ControlRequests.open(brokers(), topics, signature);
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
    }

    @AfterEach
    void close() throws Exception {
        stop();
        requests.close();
        client.close();
    }

    private void start() {
        ControlScheduler scheduler =
                new ControlScheduler(config, signature, capture(), Lease.ALWAYS, log::add, Clock.systemUTC());
        Thread thread = new Thread(() -> {
            try {
                scheduler.run();
            } catch (InterruptedException e) {
                // The end.
            }
        });
        thread.start();
        running.add(thread);
    }

    private CaptureSwitch capture() {
        return new CaptureSwitch() {
            @Override
            public void pause(boolean paused) {
                pauses.add(paused);
            }

            @Override
            public PartitionRaise raise(int partitions) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void endRaise() {
                // None has begun.
            }
        };
    }

    private void stop() throws InterruptedException {
        for (Thread thread : running) {
            thread.interrupt();
            thread.join();
        }
        running.clear();
    }

    @Test
    void aRequestIsCarriedOutOnceAlsoWhenItIsSentAgainToAnotherController() throws Exception {
        start();
        send("pause-1", Kind.PAUSE, List.of(), Options.NONE);
        send("pause-1", Kind.PAUSE, List.of(), Options.NONE);
        send("resume-1", Kind.RESUME, List.of(), Options.NONE);
        awaitState("resume-1", "done");
        assertThat(pauses).containsExactly(true, false);
        Row row = row("pause-1").orElseThrow();
        assertThat(row.text("state")).isEqualTo("done");
        assertThat(row.text("asked_by")).isEqualTo("ann");
        assertThat(row.isNull("started_at")).isFalse();
        assertThat(row.isNull("ended_at")).isFalse();

        stop();
        send("pause-1", Kind.PAUSE, List.of(), Options.NONE);
        send("pause-2", Kind.PAUSE, List.of(), Options.NONE);
        start();
        awaitState("pause-2", "done");
        assertThat(pauses).containsExactly(true, false, true);
    }

    @Test
    void whatCannotBeDoneFailsWithTheReason() throws Exception {
        new CaptureSetup(PostgresUrl.parse(POSTGRES.url())).prepare(captureRequest());
        start();
        send("one-table", Kind.PAUSE, List.of("public.t"), Options.NONE);
        awaitState("one-table", "failed");
        assertThat(row("one-table").orElseThrow().text("error")).contains("only the whole capture can be paused");

        send("nothing", Kind.RESYNC, List.of("public.nothing"), Options.NONE);
        awaitState("nothing", "failed");
        assertThat(row("nothing").orElseThrow().text("error")).contains("public.nothing is not captured");

        try (ControlRequests hostile =
                ControlRequests.open(brokers(), topics, ConditionSignature.of("another secret than that"))) {
            hostile.send(ControlRequest.of(
                    "unsigned",
                    Kind.RESYNC,
                    List.of("public.t"),
                    Options.ofResync("pg_sleep(9) IS NULL", ""),
                    "eve",
                    Instant.now()));
        }
        awaitState("unsigned", "failed");
        assertThat(row("unsigned").orElseThrow().text("error")).contains("is not signed");
    }

    @Test
    void aResyncBecomesALoadForEachTableAndEndsWithThem() throws Exception {
        POSTGRES.execute("CREATE TABLE resync_a (id int PRIMARY KEY)", "CREATE TABLE resync_b (id int PRIMARY KEY)");
        new CaptureSetup(PostgresUrl.parse(POSTGRES.url())).prepare(captureRequest());
        start();
        send("both", Kind.RESYNC, List.of("resync_a", "public.resync_b"), Options.ofResync("", "a test"));
        awaitState("both", "running");
        List<String> loads = row("both").orElseThrow().texts("loads");
        assertThat(loads).hasSize(2).allMatch(id -> id.startsWith("both-"));
        try (ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers(), topics)) {
            List<ResyncRequest> asked = new ArrayList<>();
            while (asked.size() < 2) {
                asked.addAll(requestConsumer.next(Duration.ofSeconds(1)));
            }
            assertThat(asked).extracting(ResyncRequest::id).containsExactlyElementsOf(loads);
            assertThat(asked).extracting(ResyncRequest::origin).containsOnly("both");
            assertThat(asked.get(0).reason()).isEqualTo("asked for by ann: a test");
        }
        load(loads.get(0), "resync_a", "landed", "");
        load(loads.get(1), "resync_b", "reading", "1 rows");
        await().atMost(PATIENCE)
                .until(() -> row("both")
                        .orElseThrow()
                        .text("detail")
                        .equals("1 of 2 tables are loaded; public.resync_b reading 1 rows"));

        // The next controller asks for nothing again.
        stop();
        start();
        load(loads.get(1), "resync_b", "failed", "no right");
        awaitState("both", "failed");
        assertThat(row("both").orElseThrow().text("error"))
                .contains("1 of 2 loads have failed: public.resync_b: no right");
        try (ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers(), topics)) {
            assertThat(requestConsumer.next(Duration.ofSeconds(2))).hasSize(2);
        }
    }

    @Test
    void aVerificationGivesEachTableThatIsNotCapturedItsVerdict() throws Exception {
        new CaptureSetup(PostgresUrl.parse(POSTGRES.url())).prepare(captureRequest());
        start();
        send("compare", Kind.VERIFY, List.of("nothing.here"), Options.ofVerify(100, 1));
        awaitState("compare", "done");
        assertThat(row("compare").orElseThrow().text("detail")).isEqualTo("1 not comparable");
        assertThat(client.query(
                        "SELECT `source_table`, `verdict`, `asked_by` FROM `millrace`.`verifications`"
                                + " WHERE `request` = 'compare' AND `source` = {source:String}",
                        Map.of("source", config.source().name())))
                .extracting(row -> row.text("source_table") + " " + row.text("verdict") + " " + row.text("asked_by"))
                .containsExactly("nothing.here not-comparable request");
    }

    private CaptureRequest captureRequest() {
        Config.Source from = config.source();
        return new CaptureRequest(from.publication(), from.slot(), from.tables(), from.exclude(), Optional.empty());
    }

    private void load(String id, String table, String stage, String detail) {
        client.execute(
                "INSERT INTO `millrace`.`loads` (`source`, `id`, `source_table`, `stage`, `detail`, `request`) VALUES"
                        + " ({source:String}, {id:String}, {table:String}, {stage:String}, {detail:String}, 'both')",
                Map.of(
                        "source", config.source().name(),
                        "id", id,
                        "table", "public." + table,
                        "stage", stage,
                        "detail", detail));
    }

    private void send(String id, Kind kind, List<String> tables, Options options) {
        requests.send(ControlRequest.of(id, kind, tables, options, "ann", Instant.now()));
    }

    private void awaitState(String id, String state) {
        await(id + " is " + state + ": " + log)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        row(id).filter(row -> row.text("state").equals(state)).isPresent());
    }

    private Optional<Row> row(String id) {
        return client
                .query(
                        "SELECT * FROM `millrace`.`control_requests` FINAL WHERE `id` = {id:String}"
                                + " AND `source` = {source:String}",
                        Map.of("id", id, "source", config.source().name()))
                .stream()
                .findFirst();
    }

    private static Brokers brokers() {
        return Brokers.at(KAFKA.bootstrapServers());
    }
}
