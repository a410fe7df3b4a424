package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.core.doctor.Finding;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.local.BrokerLogin;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.KafkaBroker;
import io.millrace.testkit.TestServer;
import io.millrace.wiring.KafkaWiring;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker that the launcher runs, which lets nobody in without its password. */
@Timeout(180)
class KafkaLoginIT {
    private static final String PASSWORD = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    @TempDir
    private Path folder;

    @Test
    void everyClientWorksWithThePasswordAndNoneWithout() throws Exception {
        try (TestServer<KafkaBroker> kafka = start(PASSWORD)) {
            Config config = config(kafka.server());
            KafkaTlsIT.everyClientWorks(config);
            assertThat(KafkaTlsIT.doctor(config)).extracting(Finding::check).doesNotContain("kafka_tls");

            String servers = kafka.server().bootstrapServers();
            refused("bootstrap.servers", servers, Map.of(), TimeoutException.class);
            refused("bootstrap.servers", servers, login("0a1b2c3d"), SaslAuthenticationException.class);

            // What lets a client in at the broker lets nobody in at its controller.
            String controller = controller();
            refused("bootstrap.controllers", controller, Map.of(), TimeoutException.class);
            refused("bootstrap.controllers", controller, login(PASSWORD), SaslAuthenticationException.class);
        }
    }

    @Test
    void aFolderOfBeforeStartsWithALoginAndKeepsWhatItHas() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("old");
        try (TestServer<KafkaBroker> kafka = start("")) {
            try (Admin admin = Admin.create(new HashMap<>(kafka.server().clientSettings()))) {
                topics.ensure(admin, 1, 1);
            }
            Map<String, Object> settings = new HashMap<>(kafka.server().clientSettings());
            try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(topics.changes(), new byte[] {1}))
                        .get();
            }
            kafka.kill();
        }
        try (TestServer<KafkaBroker> kafka = start(PASSWORD);
                Admin admin = KafkaClients.admin(KafkaWiring.brokers(config(kafka.server())))) {
            assertThat(new StreamOffsets(admin).end(topics.changes())).isEqualTo(Map.of(0, 1L));
        }
    }

    private TestServer<KafkaBroker> start(String password) {
        return TestServer.start(
                "kafka-login",
                own -> new KafkaBroker(Installation.current(), folder.resolve("kafka"), LocalPorts.free(), password));
    }

    private Config config(KafkaBroker kafka) throws Exception {
        Path file = Files.writeString(
                folder.resolve("millrace.yaml"), """
                source: {name: by_login}
                log:
                  bootstrapServers: '%s'
                  partitions: 2
                  replicationFactor: 1
                  security: {tls: false, user: %s, password: '%s', mechanism: PLAIN}
                """.formatted(kafka.bootstrapServers(), BrokerLogin.USER, PASSWORD));
        return ConfigReader.read(file, Map.of());
    }

    private static Map<String, String> login(String password) {
        Map<String, String> settings = new HashMap<>(
                BrokerLogin.clientSettings(URI.create("kafka://" + BrokerLogin.USER + ":" + password + "@h:1")));
        settings.remove("bootstrap.servers");
        return settings;
    }

    private String controller() throws Exception {
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve("kafka").resolve("server.properties"))) {
            settings.load(in);
        }
        return requireNonNull(settings.getProperty("controller.quorum.voters")).replaceFirst("^1@", "");
    }

    private static void refused(
            String bootstrap, String address, Map<String, String> login, Class<? extends Exception> why) {
        Map<String, Object> settings = new HashMap<>(login);
        settings.put(bootstrap, address);
        settings.put("request.timeout.ms", 2_000);
        settings.put("default.api.timeout.ms", 3_000);
        try (Admin admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.describeMetadataQuorum().quorumInfo().get())
                    .hasCauseInstanceOf(why);
        }
    }
}
