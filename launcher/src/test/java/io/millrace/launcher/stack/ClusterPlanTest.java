package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.launcher.cluster.ClusterSize;
import io.millrace.launcher.error.LauncherException;
import io.millrace.local.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlanTest {
    private static final ClusterSize SIZE = new ClusterSize(3, 2, 2);
    private static final String FREE_PORTS =
            "ports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}\n";

    @TempDir
    private Path folder;

    @Test
    void eachServiceHasItsMembersWithPortsAndFoldersOfTheirOwn() throws IOException {
        Stack stack = stack(FREE_PORTS, Optional.of(SIZE));

        assertThat(stack.components())
                .extracting(Component::name)
                .containsExactly(
                        "postgres",
                        "kafka-1",
                        "kafka-2",
                        "kafka-3",
                        "connect-1",
                        "connect-2",
                        "clickhouse",
                        "controller-1",
                        "controller-2",
                        "spark-master",
                        "spark-worker-1",
                        "spark-worker-2",
                        "pipeline",
                        "ops-1",
                        "ops-2",
                        "shop");
        assertThat(ports(stack)).doesNotHaveDuplicates().doesNotContain(0);
        assertThat(data().service("kafka-2")).isEqualTo(data().root().resolve("kafka/2"));
        assertThat(data().service("spark-worker-1")).isEqualTo(data().root().resolve("spark-worker/1"));
        assertThat(data().service("spark-master")).isEqualTo(data().root().resolve("spark-master"));
    }

    @Test
    void processesKnowAllBrokersAndTheSparkMaster() throws IOException {
        Config config = stack(FREE_PORTS, Optional.of(SIZE)).config();

        assertThat(config.log().bootstrapServers().orElseThrow().split(","))
                .hasSize(3)
                .allMatch(broker -> broker.startsWith("127.0.0.1:"));
        assertThat(config.log().replicationFactor()).isEqualTo(3);
        assertThat(config.pipeline().master().orElseThrow()).startsWith("spark://127.0.0.1:");
    }

    @Test
    void theSecondControllerAndTheSecondOpsReadAConfigurationOfTheirOwn() throws IOException {
        Stack stack = stack(FREE_PORTS, Optional.of(SIZE));
        Config second = requireNonNull(stack.memberConfigs().get(data().resolvedConfig("controller-2")));
        Config ops = requireNonNull(stack.memberConfigs().get(data().resolvedConfig("ops-2")));

        assertThat(stack.memberConfigs()).hasSize(2);
        assertThat(second.controller().bind()).endsWith(":" + port(stack, "controller-2"));
        assertThat(second.capture()).isEqualTo(stack.config().capture());
        assertThat(second.capture().connectUrls())
                .hasSize(2)
                .allMatch(url -> url.matches("http://millrace:[0-9a-f]{32}@127\\.0\\.0\\.1:\\d+"))
                .anyMatch(url -> url.endsWith(":" + port(stack, "connect-1")))
                .anyMatch(url -> url.endsWith(":" + port(stack, "connect-2")));
        assertThat(ops.ops().bind()).endsWith(":" + port(stack, "ops-2"));
        assertThat(ops.controller()).isEqualTo(stack.config().controller());
    }

    @Test
    void theNextStartHasTheSamePorts() throws IOException {
        Path file = Files.writeString(folder.resolve("fixed.yaml"), fixedPorts());
        List<Integer> first = ports(stack(file, Optional.of(SIZE)));

        assertThat(ports(stack(file, Optional.of(SIZE)))).isEqualTo(first);
        assertThat(new HashSet<>(first)).hasSameSizeAs(first);
    }

    @Test
    void withoutAClusterNothingIsAnotherThanBefore() throws IOException {
        Stack stack = stack(FREE_PORTS, Optional.empty());

        assertThat(stack.components())
                .extracting(Component::name)
                .doesNotContain("spark-master")
                .hasSize(8);
        assertThat(stack.memberConfigs()).isEmpty();
        assertThat(stack.config().pipeline().master()).isEmpty();
        assertThat(stack.config().log().replicationFactor()).isEqualTo(1);
        assertThat(data().ports()).doesNotExist();
        assertThat(data().root().resolve("etc/brokers")).doesNotExist();
    }

    @Test
    void whatTheConfigurationNamesIsNotRun() throws IOException {
        Stack stack = stack(
                FREE_PORTS + "log: {bootstrapServers: 'k1:9092,k2:9092', replicationFactor: 2}\n", Optional.of(SIZE));

        assertThat(stack.components())
                .extracting(Component::name)
                .contains("kafka", "connect-1", "connect-2")
                .doesNotContain("kafka-1");
        assertThat(stack.config().log().replicationFactor()).isEqualTo(2);
    }

    @Test
    void anotherNumberOfBrokersIsRefused() throws IOException {
        stack(FREE_PORTS, Optional.of(SIZE));

        assertThatThrownBy(() -> stack(FREE_PORTS, Optional.of(new ClusterSize(1, 2, 2))))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("--cluster --brokers 3")
                .hasMessageContaining("--data");
        assertThatThrownBy(() -> stack(FREE_PORTS, Optional.empty())).isInstanceOf(LauncherException.class);
        assertThat(stack(FREE_PORTS, Optional.of(new ClusterSize(3, 1, 3))).components())
                .extracting(Component::name)
                .contains("spark-worker-3")
                .doesNotContain("connect-2");
    }

    @Test
    void aFolderOfOneBrokerIsRefused() throws IOException {
        Files.createDirectories(data().service("kafka").resolve("logs"));

        assertThatThrownBy(() -> stack(FREE_PORTS, Optional.of(SIZE)))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("without --cluster");
    }

    @Test
    void settingsThatDoNotGoWithAClusterAreNamed() {
        assertThatThrownBy(() -> stack("pipeline: {master: 'spark://h:7077'}\n", Optional.of(SIZE)))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("pipeline.master");
        assertThatThrownBy(() -> stack("log: {replicationFactor: 5}\n", Optional.of(SIZE)))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("log.replicationFactor");
    }

    private DataFolder data() {
        return new DataFolder(folder.resolve("data"));
    }

    private static String fixedPorts() {
        StringBuilder text = new StringBuilder("ports: {");
        for (String service : ServiceGraph.services()) {
            text.append(service)
                    .append(": ")
                    .append(io.millrace.local.LocalPorts.free())
                    .append(", ");
        }
        return text.substring(0, text.length() - 2) + "}\n";
    }

    private Stack stack(String yaml, Optional<ClusterSize> size) throws IOException {
        return stack(Files.writeString(folder.resolve("millrace.yaml"), yaml), size);
    }

    private Stack stack(Path file, Optional<ClusterSize> size) {
        return Stack.of(
                ConfigReader.read(file, Map.of(), "shop"), "shop", true, size, new Installation(folder), data());
    }

    private static List<Integer> ports(Stack stack) {
        return stack.components().stream()
                .map(component -> ((Component.Managed) component).server().port())
                .toList();
    }

    private static int port(Stack stack, String name) {
        return stack.components().stream()
                .filter(component -> component.name().equals(name))
                .map(component -> URI.create(component.url()).getPort())
                .findFirst()
                .orElseThrow();
    }
}
