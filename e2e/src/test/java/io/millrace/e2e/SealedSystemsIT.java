package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.testkit.SealedKafka;
import io.millrace.testkit.TestCertificates;
import io.millrace.testkit.TestServer;
import io.millrace.testkit.TlsFront;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain with a Kafka that wants TLS and a login, and a ClickHouse behind HTTPS, of an authority of the test's own. */
@Order(2)
final class SealedSystemsIT {
    private static final String WAREHOUSE_PASSWORD = "warehouse-of-a-test-5150";
    /** What no form of quoting changes. */
    private static final Map<String, String> SECRETS =
            Map.of("password of Kafka", "s3aled", "password of ClickHouse", WAREHOUSE_PASSWORD);

    @TempDir
    Path folder;

    private TestCertificates certificates;
    private SealedKafka kafka;
    private TestServer<ClickHouseEmbedded> clickhouse;
    private TlsFront front;

    @BeforeEach
    void start() {
        certificates = TestCertificates.in(folder.resolve("tls"));
        kafka = SealedKafka.start(certificates);
        clickhouse = TestServer.start(
                "clickhouse",
                own -> new ClickHouseEmbedded(Installation.current(), own, LocalPorts.free(), WAREHOUSE_PASSWORD));
        front = TlsFront.before("http://127.0.0.1:" + clickhouse.server().port(), certificates, "");
    }

    @AfterEach
    void stop() {
        front.close();
        clickhouse.close();
        kafka.close();
    }

    @Test
    void changesFlowThroughASealedKafkaIntoASealedWarehouse() throws Exception {
        try (var millrace = millrace("data", SealedKafka.PASSWORD, certificates.authority())) {
            millrace.up();
            try (var connection = connect(millrace);
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (id int PRIMARY KEY, a text)");
                statement.execute("INSERT INTO t SELECT i, 'x' FROM generate_series(1, 1000) i");
                statement.execute("UPDATE t SET a = 'y' WHERE id <= 100");
                statement.execute("DELETE FROM t WHERE id > 900");
            }
            millrace.awaitCaughtUp();
            var login = "http://" + ClickHouseEmbedded.USER + ":" + WAREHOUSE_PASSWORD + "@127.0.0.1:";
            assertThat(new Http(URI.create(login + clickhouse.server().port()))
                            .query("SELECT count(), countIf(a = 'y') FROM app.t"))
                    .containsExactly("900\t100");
            // Of a warehouse that is not its own it has no login that may only read.
            assertThat(millrace.run("sql", "SELECT 1").err()).contains("MILLRACE_WAREHOUSE_READER_URL");
            var verified = millrace.run("verify", "--json");
            assertThat(verified.out()).startsWith("{\n  \"equal\" : true");
            assertThat(millrace.run("resync", "t").exit()).isZero();
            assertThat(millrace.run("pause").exit()).isZero();
            assertThat(millrace.run("resume").exit()).isZero();
            assertThat(millrace.run("doctor").exit()).isZero();
            assertThat(new Http(millrace.url("ops"))
                            .send("GET", "/api/overview", "")
                            .body())
                    .contains("kafka");
            for (String service : new String[] {"kafka", "connect", "clickhouse", "pipeline", "ops"}) {
                assertThat(millrace.service(service).path("state").asText())
                        .as(service)
                        .isEqualTo("healthy");
            }

            assertThat(millrace.run("status", "--json").out()
                            + millrace.run("logs").out())
                    .doesNotContain(SECRETS.values());
            for (long pid : millrace.pids()) {
                assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline"), ISO_8859_1))
                        .doesNotContain(SECRETS.values());
            }
            assertThat(SecretsIT.foundInFiles(millrace.data(), SECRETS)).isEmpty();
        }
    }

    @Test
    void aLoginOrACertificateThatIsRefusedEndsTheStartWithWhatToDo() throws Exception {
        try (var millrace = millrace("wrong", "wr0ng-7", certificates.authority())) {
            assertThat(start(millrace)).contains("log.bootstrapServers", "refuses the login", "log.security.user");
        }
        try (var millrace = millrace("strange", SealedKafka.PASSWORD, certificates.stranger())) {
            assertThat(start(millrace)).contains("not trusted here", "caFile");
        }
    }

    private static String start(Millrace millrace) throws Exception {
        var config = millrace.data().resolveSibling(millrace.data().getFileName() + ".yaml");
        var result = millrace.run("up", "--detach", "--config", config.toString());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out() + result.err()).doesNotContain(SECRETS.values()).doesNotContain("wr0ng-7");
        return result.err();
    }

    private Millrace millrace(String name, String password, Path authority) throws IOException {
        return Millrace.configured(
                folder.resolve(name),
                """
                log:
                  bootstrapServers: %s
                  partitions: 2
                  replicationFactor: 1
                  security: {caFile: '%s', user: %s, password: '${KAFKA_PASSWORD}'}
                warehouse: {url: 'https://%s:%s@127.0.0.1:%d', caFile: '%s'}
                ports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}
                """.formatted(
                                kafka.byLogin(),
                                authority,
                                SealedKafka.USER,
                                ClickHouseEmbedded.USER,
                                WAREHOUSE_PASSWORD,
                                front.port(),
                                authority),
                Map.of("KAFKA_PASSWORD", password));
    }

    private static Connection connect(Millrace millrace) throws Exception {
        var url = millrace.url("postgres");
        var login = url.getUserInfo().split(":", 2);
        var properties = new Properties();
        properties.put("user", login[0]);
        properties.put("password", login[1]);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), properties);
    }
}
