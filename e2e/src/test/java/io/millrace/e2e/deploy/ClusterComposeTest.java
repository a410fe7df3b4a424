package io.millrace.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.Config;
import io.millrace.launcher.stack.ServiceGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code deploy/compose/cluster.yaml} cannot run in CI; this holds it to the launcher and the build, as ComposeTest does the other file. */
final class ClusterComposeTest {
    private static final Path FOLDER = BuildFacts.DEPLOY.resolve("compose");
    private static final JsonNode SERVICES =
            Yaml.one(FOLDER.resolve("cluster.yaml")).path("services");
    private static final Config CONFIG = DeployedConfig.read(text("cluster/millrace.yaml"));
    private static final String SETUP = "minio-setup";

    /** What the cluster needs and no service of the launcher is. */
    private static final Set<String> AROUND =
            Set.of("gateway", "minio", SETUP, "spark-master", "spark-worker-1", "spark-worker-2");

    /** Members of each service. */
    private static final Map<String, Integer> MEMBERS = Map.of(
            ServiceGraph.POSTGRES, 1,
            ServiceGraph.KAFKA, 3,
            ServiceGraph.CONNECT, 2,
            ServiceGraph.CLICKHOUSE, 3,
            ServiceGraph.CONTROLLER, 2,
            ServiceGraph.PIPELINE, 1,
            ServiceGraph.OPS, 2,
            ServiceGraph.SHOP, 1);

    @Test
    void everyServiceOfTheLauncherHasItsMembers() {
        var expected = new TreeSet<>(AROUND);
        ServiceGraph.services().forEach(service -> expected.addAll(members(service)));
        assertThat(names(SERVICES)).isEqualTo(expected);
    }

    @Test
    void itsDependencyGraphIsTheLaunchers() {
        for (var service : ServiceGraph.services()) {
            var expected = new TreeSet<String>();
            ServiceGraph.needs(service).forEach(need -> expected.addAll(members(need)));
            for (var member : members(service)) {
                var needs = names(SERVICES.path(member).path("depends_on"));
                needs.removeAll(AROUND);
                assertThat(needs).as(member).isEqualTo(expected);
            }
        }
        SERVICES.properties()
                .forEach(service -> service.getValue()
                        .path("depends_on")
                        .properties()
                        .forEach(need -> assertThat(
                                        need.getValue().path("condition").asText())
                                .as(service.getKey() + " needs " + need.getKey())
                                .isEqualTo(
                                        need.getKey().equals(SETUP)
                                                ? "service_completed_successfully"
                                                : "service_healthy")));
    }

    @Test
    void everyServiceHasAHealthCheck() {
        SERVICES.properties().forEach(service -> {
            if (!service.getKey().equals(SETUP)) {
                assertThat(service.getValue().at("/healthcheck/test/1").asText())
                        .as(service.getKey())
                        .isNotEmpty();
            }
        });
    }

    @Test
    void everyMemberKeepsItsOwnState() {
        var volumes = new ArrayList<String>();
        List.of(ServiceGraph.POSTGRES, ServiceGraph.KAFKA, ServiceGraph.CLICKHOUSE)
                .forEach(service -> members(service).forEach(member -> volumes.add(volume(member))));
        volumes.add(volume("minio"));
        volumes.add(volume("spark-master"));
        assertThat(volumes).doesNotHaveDuplicates();
        assertThat(names(Yaml.one(FOLDER.resolve("cluster.yaml")).path("volumes")))
                .isEqualTo(new TreeSet<>(volumes));
    }

    @Test
    void versionsAreThoseOfTheBuild() {
        assertThat(images(ServiceGraph.POSTGRES)).containsOnly("postgres:" + BuildFacts.postgres());
        assertThat(images(ServiceGraph.KAFKA)).containsOnly("apache/kafka:" + BuildFacts.version("kafka"));
        assertThat(images(ServiceGraph.CLICKHOUSE))
                .containsOnly("clickhouse/clickhouse-server:" + BuildFacts.clickHouse());
        assertThat(BuildFacts.baseOf("connect"))
                .isEqualTo("quay.io/debezium/connect:" + BuildFacts.version("debezium"));
        assertThat(BuildFacts.baseOf("spark")).startsWith("apache/spark:" + BuildFacts.version("spark") + "-");
        SERVICES.forEach(service -> {
            if (service.has("build")) {
                assertThat(service.at("/build/target").asText()).isIn(BuildFacts.images());
            }
        });
        assertThat(text("cluster/submit.sh")).contains("millrace-pipeline-" + BuildFacts.version() + ".jar");
    }

    @Test
    void nothingIsKeptOnFewerThanTwoOfThreeBrokers() {
        var voters = new TreeSet<String>();
        var nodes = new TreeSet<Integer>();
        for (var broker : members(ServiceGraph.KAFKA)) {
            JsonNode environment = SERVICES.path(broker).path("environment");
            nodes.add(environment.path("KAFKA_NODE_ID").asInt());
            voters.add(environment.path("KAFKA_NODE_ID").asInt() + "@" + broker + ":9093");
            assertThat(environment.path("KAFKA_ADVERTISED_LISTENERS").asText())
                    .isEqualTo("PLAINTEXT://" + broker + ":9092");
            assertThat(environment.path("KAFKA_DEFAULT_REPLICATION_FACTOR").asInt())
                    .isEqualTo(3);
            assertThat(environment.path("KAFKA_MIN_INSYNC_REPLICAS").asInt()).isEqualTo(2);
            assertThat(environment
                            .path("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR")
                            .asInt())
                    .isEqualTo(3);
        }
        assertThat(nodes).containsExactly(1, 2, 3);
        assertThat(SERVICES.at("/kafka-1/environment/KAFKA_CONTROLLER_QUORUM_VOTERS")
                        .asText()
                        .split(",", -1))
                .containsExactlyInAnyOrderElementsOf(voters);
        JsonNode connect = SERVICES.at("/connect-1/environment");
        for (var topic : List.of("CONFIG", "OFFSET", "STATUS")) {
            assertThat(connect.path(topic + "_STORAGE_REPLICATION_FACTOR").asInt())
                    .isEqualTo(3);
        }
        assertThat(connect.path("CONNECT_PRODUCER_ACKS").asText()).isEqualTo("all");
        assertThat(CONFIG.log().replicationFactor()).isEqualTo(3);
    }

    @Test
    void theConfigurationNamesEveryMember() {
        assertThat(CONFIG.log().bootstrapServers())
                .hasValue(String.join(
                        ",",
                        members(ServiceGraph.KAFKA).stream()
                                .map(it -> it + ":9092")
                                .toList()));
        var yaml = text("cluster/millrace.yaml");
        var clickhouse = text("cluster/clickhouse.xml");
        for (var member : members(ServiceGraph.CLICKHOUSE)) {
            assertThat(yaml).contains(member + ":8123");
            assertThat(clickhouse)
                    .contains("<host>" + member + "</host><port>9000</port>")
                    .contains("<host>" + member + "</host><port>9181</port>")
                    .contains("<hostname>" + member + "</hostname><port>9234</port>");
            assertThat(SERVICES.path(member).at("/environment/MILLRACE_REPLICA").asText())
                    .isEqualTo(member);
            assertThat(SERVICES.at("/ops-2/environment/MILLRACE_WAREHOUSE_READER_URL")
                            .asText())
                    .contains("reader:", member + ":8123");
            assertThat(SERVICES.path(member).path("volumes").toString()).contains("./clickhouse-reader.xml:");
            assertThat(SERVICES.path(member).path("environment").has("CLICKHOUSE_READER_PASSWORD"))
                    .isTrue();
        }
        var cluster = Pattern.compile("(?m)^ {2}cluster: (\\w+)$").matcher(yaml);
        assertThat(cluster.find()).isTrue();
        assertThat(clickhouse).contains("<" + cluster.group(1) + ">", "<cluster>" + cluster.group(1) + "</cluster>");
        assertThat(CONFIG.pipeline().checkpoint())
                .hasValueSatisfying(uri -> assertThat(uri).startsWith("s3a://millrace/"));
        assertThat(CONFIG.pipeline().hadoop()).containsEntry("fs.s3a.endpoint", "http://minio:9000");
    }

    @Test
    void theGatewayReachesEveryMemberAtItsPort() {
        var gateway = text("cluster/haproxy.cfg");
        var binds = Map.of(
                ServiceGraph.OPS,
                CONFIG.ops().bind(),
                ServiceGraph.CONTROLLER,
                CONFIG.controller().bind());
        binds.forEach((service, bind) -> members(service)
                .forEach(member -> assertThat(gateway)
                        .contains("server " + member + " " + member + bind.replaceFirst(".*:", ":"))));
        for (var worker : List.of("spark-worker-1", "spark-worker-2")) {
            assertThat(gateway).contains(worker + CONFIG.pipeline().bind().replaceFirst(".*:", ":"));
        }
        members(ServiceGraph.CONNECT).forEach(member -> assertThat(gateway).contains(member + ":8083"));
        assertThat(Yaml.strings(SERVICES.at("/gateway/networks/default/aliases")))
                .containsAll(CONFIG.ops().services().values().stream()
                        .map(url -> url.replaceFirst("http://([^:]+):.*", "$1"))
                        .toList())
                .contains("connect");
        assertThat(CONFIG.capture().connectUrl()).hasValue("http://connect:8083");
    }

    @Test
    void theJobHasASlotForEveryPartitionAndAWorkerCouldRunItAlone() {
        Properties conf = BuildFacts.properties(text("cluster/spark.conf"));
        int slots = Integer.parseInt(conf.getProperty("spark.cores.max", ""));
        assertThat(slots).isGreaterThanOrEqualTo(CONFIG.log().partitions());
        assertThat(SERVICES.at("/spark-worker-1/environment/SPARK_WORKER_CORES").asInt())
                .isGreaterThanOrEqualTo(slots + Integer.parseInt(conf.getProperty("spark.driver.cores", "")));
        assertThat(conf.getProperty("spark.submit.deployMode", "")).isEqualTo("cluster");
        assertThat(CONFIG.pipeline().master()).hasValue(conf.getProperty("spark.master", ""));
        assertThat(BuildFacts.hasClass("pipeline", "io.millrace.pipeline.Main")).isTrue();
        assertThat(text("cluster/submit.sh")).contains("--supervise", "--class io.millrace.pipeline.Main");
    }

    @Test
    void noSecretIsInAFile() {
        for (var file : List.of(
                "cluster.yaml",
                "cluster/millrace.yaml",
                "cluster/spark.conf",
                "cluster/submit.sh",
                "cluster/clickhouse.xml")) {
            assertThat(text(file)
                            .lines()
                            .filter(line -> Pattern.compile("(?i)(password|token|secret\\w*)\\s*[:=>]\\s*[^\\s$?<\"]")
                                    .matcher(line)
                                    .find()))
                    .as(file)
                    .isEmpty();
        }
        var asked = Pattern.compile("\\$\\{(\\w+):\\?").matcher(text("cluster.yaml"));
        var example = text("env.example");
        while (asked.find()) {
            assertThat(example).contains(asked.group(1) + "=\n");
        }
        // The submission carries none: the driver has them of its worker.
        assertThat(SERVICES.path("pipeline").has("environment")).isFalse();
        assertThat(SERVICES.at("/spark-worker-2/environment").has("CLICKHOUSE_PASSWORD"))
                .isTrue();
    }

    private static List<String> members(String service) {
        int count = MEMBERS.getOrDefault(service, 0);
        var names = new ArrayList<String>();
        for (int member = 1; member <= count; member++) {
            names.add(count == 1 ? service : service + "-" + member);
        }
        return names;
    }

    private static Set<String> images(String service) {
        var images = new TreeSet<String>();
        members(service)
                .forEach(
                        member -> images.add(SERVICES.path(member).path("image").asText()));
        return images;
    }

    private static String volume(String service) {
        return Yaml.strings(SERVICES.path(service).path("volumes")).stream()
                .filter(volume -> !volume.startsWith("."))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " keeps nothing"))
                .replaceFirst(":.*", "");
    }

    private static Set<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String text(String file) {
        return BuildFacts.text(FOLDER.resolve(file));
    }
}
