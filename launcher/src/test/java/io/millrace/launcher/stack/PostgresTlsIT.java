package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.doctor.Doctor;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.Controller;
import io.millrace.controller.capture.ConnectorSecret;
import io.millrace.core.doctor.Finding;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.StreamRecords;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.launcher.records.RecordLines;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.PostgresServer;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.TestCertificates;
import io.millrace.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A source that takes connections by TLS alone, with a certificate that the test's own authority has signed. */
@Timeout(180)
class PostgresTlsIT {
    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    @TempDir
    Path folder;

    private TestCertificates certificates;
    private TestServer<PostgresServer> postgres;

    @BeforeEach
    void start() {
        certificates = TestCertificates.in(folder.resolve("tls"));
        postgres = TestServer.start("postgres", this::server);
        postgres.server().ensureDatabase();
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    private PostgresServer server(Path own) {
        try {
            Path certificate = Files.copy(certificates.certificate(), own.resolve("server.pem"));
            Path key = Files.copy(certificates.key(), own.resolve("server.key"));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Path access = Files.writeString(own.resolve("hba.conf"), """
                    hostssl all all 127.0.0.1/32 scram-sha-256
                    hostssl replication all 127.0.0.1/32 scram-sha-256
                    """);
            return new PostgresServer(
                    own,
                    LocalPorts.free(),
                    "sealed",
                    "secret-of-a-test",
                    Map.of(
                            "ssl", "on",
                            "ssl_cert_file", certificate.toString(),
                            "ssl_key_file", key.toString(),
                            "hba_file", access.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void changesAreCapturedByConnectionsThatVerifyTheServer() throws Exception {
        String url = verifying(certificates.authority());
        try (Connection connection = PostgresUrl.parse(url).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE sealed (id int PRIMARY KEY, at timestamptz)");
        }
        Config config = config(url);
        try (Controller controller = new Controller(
                config, new ConnectorSecret.InClear("a-password"), ConditionSignature.ofNobody(), line -> {})) {
            controller.start();
            while (!controller.status().ready()) {
                Thread.sleep(100);
            }
            assertThatChangesAreCapturedByTls(url, config);
        }
    }

    private static void assertThatChangesAreCapturedByTls(String url, Config config) throws Exception {
        try (Connection connection = PostgresUrl.parse(url).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO sealed SELECT i, now() FROM generate_series(1, 100) i");
        }
        String topic = new ChangeStreamTopics(config.source().name()).changes();
        try (StreamRecords records = StreamRecords.open(Brokers.at(KAFKA.bootstrapServers()), topic)) {
            while (changes(records) < 100) {
                Thread.sleep(100);
            }
        }
        try (Connection connection = PostgresUrl.parse(url).connect();
                Statement statement = connection.createStatement();
                var sessions = statement.executeQuery(
                        // Postgres 18 shows a session that is still being authenticated, as one without TLS.
                        "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl)"
                                + " FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                + " WHERE client_addr IS NOT NULL AND state IS DISTINCT FROM 'starting'")) {
            assertThat(sessions.next()).isTrue();
            assertThat(sessions.getInt(1)).isGreaterThan(2);
            assertThat(sessions.getInt(2)).isZero();
        }
    }

    private static int changes(StreamRecords records) {
        RecordLines lines = new RecordLines(true);
        int[] changes = {0};
        for (int partition : records.partitions()) {
            records.read(partition, 0, record -> {
                changes[0] += (int) lines.of(record, Integer.MAX_VALUE).stream()
                        .filter(line -> line.contains("sealed"))
                        .count();
                return true;
            });
        }
        return changes[0];
    }

    @Test
    void aServerThatCannotShowWhoItIsGetsNoPasswordAndIsNamed() throws Exception {
        String unknown = verifying(certificates.stranger());
        assertThatThrownBy(() -> PostgresUrl.parse(unknown).connect())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("certificat");
        Finding finding = ofSource(unknown);
        assertThat(finding.blocks()).isTrue();
        assertThat(finding.text())
                .contains("certificat")
                .contains("sslrootcert")
                .doesNotContain("secret-of-a-test");

        String open = plain() + "?sslmode=disable";
        assertThatThrownBy(() -> PostgresUrl.parse(open).connect()).hasMessageContaining("no encryption");
        assertThat(ofSource(open).text()).contains("sslmode");

        // The certificate is for the address alone.
        String byName = verifying(certificates.authority()).replace("@127.0.0.1", "@localhost");
        assertThatThrownBy(() -> PostgresUrl.parse(byName).connect()).hasMessageContaining("localhost");
        PostgresUrl.parse(byName.replace("verify-full", "verify-ca")).connect().close();
    }

    private Finding ofSource(String url) throws IOException, InterruptedException {
        return requireNonNull(new Doctor(config(url)).examine().get("source")).get(0);
    }

    private String plain() {
        return postgres.server().url();
    }

    private String verifying(Path authority) {
        return plain() + "?sslmode=verify-full&sslrootcert="
                + URLEncoder.encode(authority.toString(), StandardCharsets.UTF_8);
    }

    private Config config(String url) throws IOException {
        Path file = Files.writeString(
                folder.resolve("millrace.yaml"), """
                source: {url: '%s'}
                log: {bootstrapServers: '%s', replicationFactor: 1}
                capture: {connectUrl: '%s'}
                verify: {background: false}
                """.formatted(url, KAFKA.bootstrapServers(), CONNECT.url()));
        return ConfigReader.read(file, Map.of());
    }
}
