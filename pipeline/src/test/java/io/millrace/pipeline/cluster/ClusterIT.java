package io.millrace.pipeline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.local.Http;
import io.millrace.local.LocalPorts;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.KafkaExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job on a Spark standalone cluster: a master and two workers with one executor each, for two partitions. */
@Timeout(400)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {
    private static final String SOURCE = "cluster";
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @TempDir
    static Path folder = Path.of("");

    private static final int HEALTH = LocalPorts.free();
    private static @Nullable SparkProcesses spark;
    private static @Nullable Process driver;
    private static @Nullable Process firstWorker;
    private static long rows;

    @BeforeAll
    static void start() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics(SOURCE);
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            topics.ensure(admin, 2, 1);
        }
        Path config = Files.writeString(folder.resolve("millrace.yaml"), """
            source: {name: cluster, url: "postgresql://nobody@127.0.0.1:1/none"}
            log: {bootstrapServers: "%s", partitions: 2, replicationFactor: 1}
            warehouse: {url: "%s", database: cluster}
            pipeline: {bind: "127.0.0.1:%d", checkpoint: "%s"}
            """.formatted(
                        KAFKA.bootstrapServers(),
                        CLICKHOUSE.url(),
                        HEALTH,
                        folder.resolve("checkpoint").toUri()));
        SparkProcesses cluster = new SparkProcesses(folder);
        spark = cluster;
        cluster.startMaster();
        firstWorker = cluster.startWorker("worker-1");
        Process unused = cluster.startWorker("worker-2");
        driver = cluster.submit(config);
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.close();
        }
    }

    @Test
    @Order(1)
    void rowsOfBothExecutorsLandAndTheDriverReportsEach() throws Exception {
        awaitReady();
        send(2_000);
        awaitRows();
        Awaitility.await("metrics of both executors").atMost(LONGEST).until(() -> {
            String metrics = get("/metrics");
            return metrics.contains("millrace_events_total{executor=\"0\",op=\"insert\"} 1000")
                    && metrics.contains("millrace_events_total{executor=\"1\",op=\"insert\"} 1000");
        });
    }

    @Test
    @Order(2)
    void aKilledExecutorCostsNoRow() throws Exception {
        send(500);
        SparkProcesses.executors(process(firstWorker)).forEach(ProcessHandle::destroyForcibly);
        send(500);
        awaitRows();
        awaitReady();
    }

    @Test
    @Order(3)
    void aWriterThatIsSupersededEndsTheQueryAndSaysWhichOneItWas() throws Exception {
        try (ClickHouseWarehouse warehouse =
                new ClickHouseWarehouse(new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url())), SOURCE, SOURCE)) {
            var unused = warehouse.takeOver("another pipeline");
        }
        send(10);
        assertThat(process(driver).waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process(driver).exitValue()).isEqualTo(1);
        assertThat(Files.readString(cluster().log("driver"))).contains("Another pipeline");
    }

    private static void awaitReady() {
        Awaitility.await("the job").atMost(LONGEST).until(() -> {
            assertThat(process(driver).isAlive()).as(() -> last("driver")).isTrue();
            try {
                return Http.get("http://127.0.0.1:" + HEALTH + "/readyz").status() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void send(int count) throws Exception {
        Brokers brokers = Brokers.at(KAFKA.bootstrapServers());
        try (ChangeStreamProducer stream = ChangeStreamProducer.open(brokers, new ChangeStreamTopics(SOURCE))) {
            for (int partition = 0; partition < 2; partition++) {
                stream.send(partition, RowBlock.of(rows, rows + count / 2), (which, next) -> {});
                rows += count / 2;
            }
            stream.flush();
        }
    }

    private static void awaitRows() {
        ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        Awaitility.await(rows + " rows")
                .atMost(LONGEST)
                .ignoreExceptions()
                .until(() -> client.query("SELECT count() AS n FROM cluster.rows")
                                .get(0)
                                .integer("n")
                        == rows);
        client.close();
    }

    private static String get(String path) throws IOException {
        return Http.get("http://127.0.0.1:" + HEALTH + path).body();
    }

    private static String last(String log) {
        try {
            var lines = Files.readAllLines(cluster().log(log));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Process process(@Nullable Process process) {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private static SparkProcesses cluster() {
        if (spark == null) {
            throw new IllegalStateException("not started");
        }
        return spark;
    }
}
