package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.doctor.Doctor;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.core.doctor.Finding;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.DeadLetterLog;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.ReplayLog;
import io.millrace.kafka.StreamOffsets;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncRequestConsumer;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatusConsumer;
import io.millrace.kafka.resync.Signals;
import io.millrace.testkit.SealedKafka;
import io.millrace.testkit.TestCertificates;
import io.millrace.wiring.KafkaWiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kafka behind TLS and a login, by what stands in {@code millrace.yaml}. */
@Timeout(180)
class KafkaTlsIT {
    @TempDir
    static Path folder = Path.of("");

    private static TestCertificates certificates;
    private static SealedKafka kafka;

    @BeforeAll
    static void start() {
        certificates = TestCertificates.in(folder.resolve("tls"));
        kafka = SealedKafka.start(certificates);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource({"SCRAM-SHA-512, by_scram", "PLAIN, by_plain"})
    void withAuthorityUserAndPasswordEveryClientDoesItsWork(String mechanism, String source) throws Exception {
        everyClientWorks(login(source, kafka.byLogin(), certificates.authority(), mechanism, SealedKafka.PASSWORD));
    }

    @Test
    void withACertificateOfItsOwnEveryClientDoesItsWork() throws Exception {
        everyClientWorks(config(
                "by_certificate",
                kafka.byCertificate(),
                "{caFile: '%s', certificate: '%s', key: '%s'}"
                        .formatted(certificates.authority(), certificates.certificate(), certificates.key())));
    }

    static void everyClientWorks(Config config) throws Exception {
        assertThat(doctor(config)).noneMatch(Finding::blocks);
        assertThat(ExternalChecks.kafka(KafkaWiring.brokers(config))).isEmpty();

        Brokers brokers = KafkaWiring.brokers(config);
        ChangeStreamTopics topics = KafkaWiring.topics(config);
        try (Admin admin = KafkaClients.admin(brokers)) {
            topics.ensure(admin, 2, 1);
            try (ReplayLog replays = ReplayLog.open(brokers)) {
                byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
                assertThat(replays.append(List.of(new ReplayLog.Sent(topics.changes(), 1, bytes, bytes, Map.of()))))
                        .containsExactly(Optional.empty());
            }
            assertThat(new StreamOffsets(admin).end(topics.changes())).isEqualTo(Map.of(0, 0L, 1, 1L));
        }
        try (DeadLetterLog deadLetters = DeadLetterLog.open(brokers, topics, Map.of())) {
            deadLetters.append(List.of(new DeadLetter(
                    new StreamPosition(topics.changes(), 0, 7, 1),
                    ErrorCode.NOT_JSON,
                    "a test",
                    Optional.empty(),
                    Optional.empty(),
                    null,
                    null)));
        }
        TableId table = new TableId("public", "t");
        try (ResyncStatusConsumer feed = ResyncStatusConsumer.open(brokers, topics);
                ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics)) {
            String id = signals.resync(table, "a test");
            List<ResyncRequest> requests = new ArrayList<>();
            while (requests.isEmpty()) {
                requests.addAll(requestConsumer.next(Duration.ofSeconds(1)));
            }
            assertThat(requests).extracting(ResyncRequest::id).containsExactly(id);
            requestConsumer.done(requests);
            signals.publish(List.of(new ResyncStatus(id, table, ResyncStatus.Stage.LANDED, 0, "")));
            List<ResyncStatus> statuses = new ArrayList<>();
            while (statuses.isEmpty()) {
                statuses.addAll(feed.next(Duration.ofSeconds(1)));
            }
            assertThat(statuses).extracting(ResyncStatus::id).containsExactly(id);
        }
    }

    @Test
    void aWrongPasswordIsReportedWithTheSettingsThatFixItAndNotShown() throws Exception {
        Config config = login("x", kafka.byLogin(), certificates.authority(), "SCRAM-SHA-512", "wr0ng-7");
        refused(config, "refuses the login", "log.security.user");
        refused(
                login("x", kafka.byLogin(), certificates.authority(), "SCRAM-SHA-256", SealedKafka.PASSWORD),
                "SCRAM-SHA-256",
                "log.security.mechanism");
        Brokers brokers = KafkaWiring.brokers(config);
        ChangeStreamTopics topics = new ChangeStreamTopics("x");
        assertThatThrownBy(() -> ResyncStatusConsumer.open(brokers, topics))
                .isInstanceOf(LogException.class)
                .hasMessageContaining("refuses the login");
        assertThatThrownBy(() -> DeadLetterLog.open(brokers, topics, Map.of()))
                .hasMessageContaining("refuses the login");
        try (Signals signals = Signals.open(brokers, topics)) {
            assertThatThrownBy(() -> signals.resyncAll("a test")).hasMessageContaining("refuses the login");
        }
        assertThat(brokers.toString()).doesNotContain("wr0ng-7");
        assertThat(config.toString()).doesNotContain("wr0ng-7");
    }

    @Test
    void aBrokerThatCannotShowWhoItIsGetsNoPassword() throws Exception {
        refused(
                login("x", kafka.byLogin(), certificates.stranger(), "PLAIN", SealedKafka.PASSWORD),
                "authority that is not trusted",
                "log.security.caFile");
        refused(
                login(
                        "x",
                        kafka.byLogin().replace("127.0.0.1", "localhost"),
                        certificates.authority(),
                        "PLAIN",
                        SealedKafka.PASSWORD),
                "for another name",
                "log.bootstrapServers");
        refused(
                config("x", kafka.byLogin(), "{user: u, password: p}"),
                "authority that is not trusted",
                "log.security.caFile");
    }

    @Test
    void aClientWithoutWhatTheBrokerWantsIsRefusedWithAReason() throws Exception {
        refused(
                config("x", kafka.byCertificate(), "{caFile: '" + certificates.authority() + "'}"),
                "requires another client certificate",
                "log.security.certificate");
        refused(
                login("x", kafka.inTheClear(), certificates.authority(), "PLAIN", SealedKafka.PASSWORD),
                "no broker answers",
                "log.security.tls");
        refused(config("x", kafka.byLogin(), "{}"), "no broker answers", "log.security");
        Config none = config("x", kafka.byLogin(), "{caFile: /nowhere/ca.pem}");
        assertThat(doctor(none)).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.text())
                    .isEqualTo(
                            "log.security.caFile: /nowhere/ca.pem cannot be read: check its path and" + " its rights");
        });
    }

    private static void refused(Config config, String what, String setting) throws Exception {
        assertThat(doctor(config)).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.text()).contains(what).contains(setting).doesNotContain(SealedKafka.PASSWORD);
        });
        assertThat(ExternalChecks.kafka(KafkaWiring.brokers(config)).orElseThrow())
                .contains(what)
                .contains(setting)
                .doesNotContain(SealedKafka.PASSWORD);
    }

    static List<Finding> doctor(Config config) throws InterruptedException {
        return requireNonNull(new Doctor(config).examine().get("log"));
    }

    private static Config login(String source, String servers, Path authority, String mechanism, String password) {
        return config(
                source,
                servers,
                "{caFile: '%s', user: %s, password: '%s', mechanism: %s}"
                        .formatted(authority, SealedKafka.USER, password.replace("'", "''"), mechanism));
    }

    private static Config config(String source, String servers, String security) {
        try {
            Path file = Files.writeString(folder.resolve("millrace.yaml"), """
                    source: {name: %s}
                    log: {bootstrapServers: '%s', partitions: 2, replicationFactor: 1, security: %s}
                    """.formatted(source, servers, security));
            return ConfigReader.read(file, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
