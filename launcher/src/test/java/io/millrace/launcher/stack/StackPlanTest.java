package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.LogSecurity;
import io.millrace.launcher.error.LauncherException;
import io.millrace.local.Installation;
import io.millrace.local.server.KafkaBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackPlanTest {
    @TempDir
    private Path folder;

    @Test
    void anEmptyConfigurationRunsEverythingEmbedded() throws IOException {
        Stack stack = stack("", true);

        assertThat(stack.components())
                .extracting(Component::name)
                .containsExactly("postgres", "kafka", "connect", "clickhouse", "controller", "pipeline", "ops", "shop");
        assertThat(stack.components())
                .allSatisfy(component -> assertThat(component).isInstanceOf(Component.Managed.class));
        Config config = stack.config();
        assertThat(config.source().url().orElseThrow())
                .matches("postgresql://millrace:[0-9a-f]{32}@127\\.0\\.0\\.1:15432/shop");
        assertThat(config.log().bootstrapServers()).contains("127.0.0.1:9092");
        assertThat(config.warehouse().url().orElseThrow()).matches("http://millrace:[0-9a-f]{32}@127\\.0\\.0\\.1:8123");
        assertThat(config.pipeline().checkpoint().orElseThrow()).startsWith("file:/");
        assertThat(config.shop().opsUrl()).contains("http://127.0.0.1:8081");
        assertThat(config.ops().services())
                .isEqualTo(Map.of(
                        "controller", "http://127.0.0.1:8084",
                        "pipeline", "http://127.0.0.1:8082",
                        "shop", "http://127.0.0.1:8080"));
    }

    @Test
    void anAddressMakesASystemExternal() throws IOException {
        Stack stack = stack("""
                source: {url: 'postgresql://u:p@db/sales'}
                log: {bootstrapServers: 'k:9092'}
                warehouse: {url: 'http://u:p@house:8123'}
                """, false);

        assertThat(stack.components())
                .filteredOn(Component.External.class::isInstance)
                .extracting(Component::name)
                .containsExactly("postgres", "kafka", "clickhouse");
        assertThat(stack.components()).extracting(Component::name).doesNotContain("shop");
        assertThat(stack.config().ops().services()).containsOnlyKeys("controller", "pipeline");
    }

    @Test
    void theLoginAtAnotherKafkaReachesEveryClientOfOurWorker() throws IOException {
        Map<String, String> settings =
                plan("log: {bootstrapServers: 'k:9093', security: {user: u, password: p, mechanism: PLAIN}}")
                        .servers()
                        .workerSettings();

        for (String client : List.of("", "producer.", "consumer.", "admin.")) {
            assertThat(settings)
                    .containsEntry(client + "security.protocol", "SASL_SSL")
                    .containsEntry(client + "sasl.mechanism", "PLAIN")
                    .hasEntrySatisfying(
                            client + "sasl.jaas.config",
                            login -> assertThat(login).contains("password=\"p\""));
        }
        assertThat(settings).containsKey("config.providers");
    }

    @Test
    void theLoginAtOurOwnKafkaIsMadeOnceAndReachesEverybody() throws IOException {
        Stack stack = stack("", false);
        LogSecurity security = stack.config().log().security();
        LogSecurity.Login login = security.login().orElseThrow();
        assertThat(login.user()).isEqualTo("millrace");
        assertThat(login.password()).matches("[0-9a-f]{32}");
        Component.Managed kafka = (Component.Managed) stack.components().get(1);
        assertThat(kafka.url()).isEqualTo("kafka://millrace:" + login.password() + "@127.0.0.1:9092");

        Map<String, String> broker = new HashMap<>(security.clientSettings());
        broker.put("bootstrap.servers", "127.0.0.1:9092");
        assertThat(((KafkaBroker) kafka.server()).clientSettings()).isEqualTo(broker);
        assertThat(stack("", false).config().log().security()).isEqualTo(security);
        assertThat(plan("").servers().workerSettings())
                .containsAllEntriesOf(security.clientSettings())
                .containsEntry(
                        "producer.sasl.jaas.config",
                        requireNonNull(security.clientSettings().get("sasl.jaas.config")))
                .containsEntry("consumer.security.protocol", "SASL_PLAINTEXT")
                .containsEntry("admin.sasl.mechanism", "PLAIN");

        Path file = folder.resolve("data/etc/kafka-client.properties");
        kafka.afterReady().run();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Properties read = new Properties();
        read.load(Files.newBufferedReader(file));
        assertThat(new HashMap<>(read)).isEqualTo(broker);
    }

    @Test
    void filesAreNamedAsProcessesInOtherFoldersFindThem() throws IOException {
        Config config =
                stack("warehouse: {url: 'https://h', caFile: ca.pem}", false).config();
        assertThat(config.warehouse().caFile())
                .contains(Path.of("ca.pem").toAbsolutePath().toString());
    }

    @Test
    void aPortOfZeroIsAnyFreeOneAndEachServiceHasItsOwn() throws IOException {
        Stack stack = stack(
                "ports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}",
                true);

        List<Integer> ports = stack.components().stream()
                .filter(Component.Managed.class::isInstance)
                .map(component -> ((Component.Managed) component).server().port())
                .toList();
        assertThat(ports).hasSize(8).doesNotHaveDuplicates().doesNotContain(0);
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Stack stack = stack("ports: {kafka: " + socket.getLocalPort() + "}", true);
            Component.Managed kafka = (Component.Managed) stack.components().get(1);
            assertThatThrownBy(() -> Addresses.requireFree(kafka))
                    .isInstanceOf(LauncherException.class)
                    .hasMessageContaining("port " + socket.getLocalPort() + " for kafka is taken")
                    .hasMessageContaining("ports.kafka");
        }
    }

    private Stack stack(String yaml, boolean withShop) throws IOException {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(file, yaml);
        DataFolder data = new DataFolder(folder.resolve("data"));
        return Stack.of(
                ConfigReader.read(file, Map.of(), "shop"),
                "shop",
                withShop,
                Optional.empty(),
                new Installation(folder),
                data);
    }

    private StackPlan plan(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), yaml);
        return new StackPlan(
                ConfigReader.read(file, Map.of()),
                "app",
                false,
                Optional.empty(),
                new Installation(folder),
                new DataFolder(folder.resolve("data")));
    }

    @Test
    void ofSystemsThatOthersRunThePasswordIsShownNowhere() {
        assertThat(StackPlan.withoutPassword("postgresql://u:p@ss:w0rd@db:5432/app?sslmode=require&sslpassword=x&a=b"))
                .isEqualTo("postgresql://u@db:5432/app?sslmode=require&sslpassword=&a=b");
        assertThat(StackPlan.withoutPassword("http://u:p@house:8123")).isEqualTo("http://u@house:8123");
        assertThat(StackPlan.withoutPassword("http://house:8123/a@b:c")).isEqualTo("http://house:8123/a@b:c");
        assertThat(StackPlan.withoutPassword("kafka://k1:9092,k2:9092")).isEqualTo("kafka://k1:9092,k2:9092");
        assertThat(StackPlan.withoutPassword("postgresql://u@db/app")).isEqualTo("postgresql://u@db/app");
    }
}
