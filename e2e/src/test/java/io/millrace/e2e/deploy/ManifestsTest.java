package io.millrace.e2e.deploy;

import static io.millrace.e2e.deploy.Manifests.config;
import static io.millrace.e2e.deploy.Manifests.id;
import static io.millrace.e2e.deploy.Manifests.millraceYaml;
import static io.millrace.e2e.deploy.Manifests.name;
import static io.millrace.e2e.deploy.Manifests.objects;
import static io.millrace.e2e.deploy.Manifests.only;
import static io.millrace.e2e.deploy.Manifests.pod;
import static io.millrace.e2e.deploy.Manifests.pods;
import static io.millrace.e2e.deploy.Manifests.sparkConf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.Config;
import io.millrace.e2e.deploy.Pods.PodTemplate;
import io.millrace.launcher.stack.ServiceGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/kubernetes} was never applied to a cluster; this reads it strictly and holds it to the build. */
final class ManifestsTest {
    private static final String BASE = "base";
    private static final String DEMO = "overlays/demo";
    private static final String PRODUCTION = "overlays/production";
    private static final String SPARK_OPERATOR = "overlays/spark-operator";
    private static final String PLACEHOLDER = "not-used-here";

    /** Secrets that the guide shows to make, or that an operator makes. */
    private static final Set<String> SECRETS =
            Set.of("millrace-secrets", "millrace-source", "millrace-checkpoint", "millrace", "kafka-cluster-ca-cert");

    private static final Map<String, String> PASSWORDS = Map.of(
            ServiceGraph.POSTGRES, "POSTGRES_PASSWORD",
            ServiceGraph.KAFKA, "KAFKA_PASSWORD",
            ServiceGraph.CLICKHOUSE, "CLICKHOUSE_PASSWORD");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");

    @Test
    void everyFileIsPartOfAKustomization() throws IOException {
        var used = new TreeSet<Path>();
        Stream.of(BASE, DEMO, PRODUCTION, SPARK_OPERATOR)
                .forEach(root -> used.addAll(
                        Kustomization.of(Manifests.FOLDER.resolve(root)).files()));
        try (Stream<Path> all = Files.walk(Manifests.FOLDER)) {
            assertThat(all.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(used);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void imagesAreThoseOfTheBuild(String root) {
        var images = new TreeSet<String>();
        objects(root).forEach(object -> object.findValuesAsText("image").forEach(images::add));
        for (String image : images) {
            var repository = image.replaceFirst(":[^:/]+$", "");
            var name = repository.replaceFirst(".*/", "");
            var tag = image.substring(repository.length() + 1);
            if (repository.matches("(registry\\.example/)?millrace/\\S+")) {
                assertThat(tag).as(image).isEqualTo(BuildFacts.version());
                // Strimzi builds its own, from the plug-in's zip.
                assertThat(name.equals("connect-strimzi") ? "connect" : name)
                        .as(image)
                        .isIn(BuildFacts.images());
            } else {
                assertThat(repository).as(image).isIn("clickhouse/clickhouse-server", "clickhouse/clickhouse-keeper");
                assertThat(tag).as(image).isEqualTo(BuildFacts.clickHouse());
            }
        }
        assertThat(images.stream().map(image -> image.contains("registry.example/millrace/ops")))
                .as("an image of our own is renamed in production only")
                .contains(root.equals(PRODUCTION));
    }

    @Test
    void versionsOfTheExamplesAreThoseOfTheBuild() {
        for (String kind : List.of("Kafka", "KafkaConnect")) {
            JsonNode spec = only(DEMO, kind).path("spec");
            assertThat(spec.path("kafka")
                            .path("version")
                            .asText(spec.path("version").asText()))
                    .as(kind)
                    .isEqualTo(BuildFacts.version("kafka"));
        }
        assertThat(only(DEMO, "Cluster").path("spec").path("imageName").asText())
                .endsWith("/postgresql:" + BuildFacts.postgres());
        assertThat(only(DEMO, "KafkaConnect").toString())
                .contains("/millrace-connect-" + BuildFacts.version() + "-plugin.zip");
        JsonNode application = only(SPARK_OPERATOR, "SparkApplication").path("spec");
        assertThat(application.path("sparkVersion").asText()).isEqualTo(BuildFacts.version("spark"));
        assertThat(application.path("mainClass").asText()).isEqualTo("io.millrace.pipeline.Main");
        assertThat(application.path("mainApplicationFile").asText())
                .endsWith("/millrace-pipeline-" + BuildFacts.version() + ".jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void executorsHaveTheDriversImageAndEnoughSlots(String root) {
        PodTemplate driver = pod(root, ServiceGraph.PIPELINE);
        assertThat(driver.variable("EXECUTOR_IMAGE").path("value").asText())
                .isEqualTo(driver.container().path("image").asText());
        var arguments = Yaml.strings(driver.container().path("args"));
        assertThat(arguments)
                .contains(
                        "spark.kubernetes.executor.container.image=$(EXECUTOR_IMAGE)",
                        "local:///opt/millrace/lib/millrace-pipeline-" + BuildFacts.version() + ".jar");
        assertThat(BuildFacts.hasClass("pipeline", arguments.get(arguments.indexOf("--class") + 1)))
                .isTrue();
        Properties conf = sparkConf(root);
        assertThat(Integer.parseInt(conf.getProperty("spark.executor.instances", ""))
                        * Integer.parseInt(conf.getProperty("spark.executor.cores", "")))
                .isGreaterThanOrEqualTo(config(root).log().partitions());
        assertThat(driver.ports())
                .containsEntry("driver", Integer.valueOf(conf.getProperty("spark.driver.port", "")))
                .containsEntry("blocks", Integer.valueOf(conf.getProperty("spark.driver.blockManager.port", "")));
        assertThat(conf.getProperty("spark.kubernetes.authenticate.executor.serviceAccountName"))
                .isEqualTo("millrace-executor");
        assertThat(only(root, "ServiceAccount", "millrace-executor")
                        .path("automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void portsAreThoseOfTheConfiguration(String root) {
        Config config = config(root);
        var binds = new HashMap<>(Map.of(
                ServiceGraph.CONTROLLER, config.controller().bind(),
                ServiceGraph.PIPELINE, config.pipeline().bind(),
                ServiceGraph.OPS, config.ops().bind()));
        if (root.equals(DEMO)) {
            binds.put(ServiceGraph.SHOP, config.shop().bind());
        }
        binds.forEach((service, bind) -> {
            int port = Integer.parseInt(bind.replaceFirst(".*:", ""));
            assertThat(bind).as(service).startsWith("0.0.0.0:");
            assertThat(pod(root, service).ports()).as(service).containsEntry("http", port);
            assertThat(only(root, "Service", service).path("spec").path("ports"))
                    .as(service)
                    .hasSize(1)
                    .allSatisfy(it -> assertThat(it.path("port").asInt()).isEqualTo(port));
            var policies = only(root, "NetworkPolicy", service).path("spec").path("ingress");
            assertThat(policies.path(0).path("ports").path(0).path("port").asInt())
                    .as(service)
                    .isEqualTo(port);
            if (!service.equals(ServiceGraph.OPS)) {
                assertThat(config.ops().services()).containsEntry(service, "http://" + service + ":" + port);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void everyProcessHasItsProbes(String root) {
        for (PodTemplate pod : pods(root)) {
            if (!pod.name().equals("executor")) {
                Map.of("startupProbe", "/healthz", "livenessProbe", "/healthz", "readinessProbe", "/readyz")
                        .forEach((probe, path) -> {
                            JsonNode get = pod.container().path(probe).path("httpGet");
                            assertThat(get.path("path").asText()).as(pod.name()).isEqualTo(path);
                            assertThat(get.path("port").asText()).as(pod.name()).isEqualTo("http");
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void everyPodIsRestricted(String root) {
        for (PodTemplate pod : pods(root)) {
            JsonNode all = pod.spec().path("securityContext");
            assertThat(all.path("runAsNonRoot").asBoolean()).as(pod.name()).isTrue();
            assertThat(all.path("runAsUser").asInt()).as(pod.name()).isPositive();
            assertThat(all.path("seccompProfile").path("type").asText())
                    .as(pod.name())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.spec().path("containers")).as(pod.name()).hasSize(1);
            JsonNode own = pod.container().path("securityContext");
            assertThat(own.path("readOnlyRootFilesystem").asBoolean())
                    .as(pod.name())
                    .isTrue();
            assertThat(own.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(pod.name())
                    .isFalse();
            assertThat(Yaml.strings(own.path("capabilities").path("drop")))
                    .as(pod.name())
                    .containsExactly("ALL");
            assertThat(pod.container().path("volumeMounts").findValuesAsText("mountPath"))
                    .as(pod.name())
                    .contains("/tmp");
            boolean asks = pod.name().equals(ServiceGraph.PIPELINE);
            assertThat(pod.spec().path("automountServiceAccountToken").asBoolean(true))
                    .as("only the driver asks Kubernetes: " + pod.name())
                    .isEqualTo(asks);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION})
    void everyProcessIsSized(String root) {
        for (PodTemplate pod : pods(root)) {
            if (!pod.name().equals("executor")) {
                JsonNode resources = pod.container().path("resources");
                assertThat(resources.path("requests").has("cpu")).as(pod.name()).isTrue();
                assertThat(resources.path("requests").has("memory"))
                        .as(pod.name())
                        .isTrue();
                assertThat(resources.path("limits").has("memory"))
                        .as(pod.name())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void whatIsReferredToIsThere(String root) {
        var objects = objects(root);
        var pods = pods(root);
        for (PodTemplate pod : pods) {
            var mounts = pod.container().path("volumeMounts").findValuesAsText("name");
            assertThat(pod.spec().path("volumes").findValuesAsText("name").stream()
                            .filter(mounts::contains)
                            .toList())
                    .as(pod.name())
                    .containsExactlyInAnyOrderElementsOf(mounts);
            for (JsonNode volume : pod.spec().path("volumes")) {
                if (volume.has("configMap")) {
                    only(
                            root,
                            "ConfigMap",
                            volume.path("configMap").path("name").asText());
                }
            }
            if (pod.spec().has("serviceAccountName")) {
                only(
                        root,
                        "ServiceAccount",
                        pod.spec().path("serviceAccountName").asText());
            }
        }
        for (ObjectNode object : objects) {
            assertThat(object.path("kind").asText()).as(id(object)).isNotEqualTo("Secret");
            JsonNode spec = object.path("spec");
            JsonNode selector = switch (object.path("kind").asText()) {
                case "Deployment", "PodDisruptionBudget" -> spec.path("selector");
                case "NetworkPolicy" -> spec.path("podSelector");
                default -> spec.path("none");
            };
            boolean ours = !object.path("metadata").path("name").asText().equals("connect");
            if (selector.isObject() && ours) {
                assertThat(pods).as(id(object)).anyMatch(pod -> Pods.selects(selector, pod));
            }
            if (object.path("kind").asText().equals("Service")) {
                assertThat(pods)
                        .as(id(object))
                        .anyMatch(pod -> spec.path("selector").properties().stream()
                                .allMatch(label -> pod.template()
                                        .path("metadata")
                                        .path("labels")
                                        .path(label.getKey())
                                        .equals(label.getValue())));
            }
        }
        objects.stream()
                .flatMap(object -> Stream.concat(
                        object.findValues("secretKeyRef").stream(), object.findValues("secretRef").stream()))
                .forEach(secret -> assertThat(secret.path("name").asText()).isIn(SECRETS));
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void eachProcessHasTheSecretsThatItNeedsAndNoOthers(String root) {
        Set<String> named = VARIABLE.matcher(millraceYaml(root))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        for (PodTemplate pod : pods(root)) {
            if (pod.name().equals("executor")) {
                assertThat(pod.environment()).isEmpty();
                continue;
            }
            assertThat(pod.environment().keySet()).as(pod.name()).containsAll(named);
            var needs = new TreeSet<>(ServiceGraph.needs(pod.name()));
            if (!pod.name().equals(ServiceGraph.PIPELINE) && !pod.name().equals(ServiceGraph.SHOP)) {
                // What it uses without waiting for it: loads and probes.
                needs.addAll(PASSWORDS.keySet());
            }
            PASSWORDS.forEach((system, variable) -> {
                JsonNode given = pod.variable(variable);
                assertThat(given.has("valueFrom"))
                        .as(pod.name() + " knows the password of " + system)
                        .isEqualTo(needs.contains(system));
                if (!given.has("valueFrom")) {
                    assertThat(given.path("value").asText()).isEqualTo(PLACEHOLDER);
                }
            });
        }
        String guide = BuildFacts.text(BuildFacts.HOME.resolve("docs/guides/kubernetes.md"));
        assertThat(SECRETS).allSatisfy(secret -> assertThat(guide).contains("`" + secret + "`"));
    }

    @Test
    void aBudgetIsForEveryDeploymentButTheDriver() {
        for (ObjectNode object : objects(DEMO)) {
            String name = object.path("metadata").path("name").asText();
            if (object.path("kind").asText().equals("Deployment") && !name.equals(ServiceGraph.PIPELINE)) {
                only(DEMO, "PodDisruptionBudget", name);
            }
        }
        only(DEMO, "PodDisruptionBudget", "executors");
    }

    @Test
    void namesInTheConfigurationAreThoseOfTheExamples() {
        Config config = config(DEMO);
        assertThat(config.source().url())
                .hasValueSatisfying(url -> assertThat(url)
                        .contains("@" + name(only(DEMO, "Cluster")) + "-rw:5432/"
                                + only(DEMO, "Cluster")
                                        .at("/spec/bootstrap/initdb/database")
                                        .asText()));
        assertThat(config.log().bootstrapServers())
                .hasValue(name(only(DEMO, "Kafka")) + "-kafka-bootstrap:"
                        + only(DEMO, "Kafka").at("/spec/kafka/listeners/0/port").asInt());
        assertThat(config.log().security().login())
                .hasValueSatisfying(login -> assertThat(login.user()).isEqualTo(name(only(DEMO, "KafkaUser"))));
        assertThat(config.capture().connectUrl())
                .hasValue("http://" + name(only(DEMO, "KafkaConnect")) + "-connect-api:8083");
        assertThat(config.log().replicationFactor())
                .isEqualTo(only(DEMO, "KafkaNodePool").at("/spec/replicas").asInt());
        ObjectNode warehouse = only(DEMO, "ClickHouseInstallation");
        JsonNode cluster = warehouse.at("/spec/configuration/clusters/0");
        String yaml = millraceYaml(DEMO);
        assertThat(yaml).contains("cluster: " + cluster.path("name").asText() + "\n");
        for (int replica = 0; replica < cluster.at("/layout/replicasCount").asInt(); replica++) {
            assertThat(yaml)
                    .contains("chi-" + name(warehouse) + "-"
                            + cluster.path("name").asText() + "-0-" + replica + ":8123");
        }
        assertThat(warehouse.at("/spec/configuration/zookeeper/nodes/0/host").asText())
                .isEqualTo("keeper-" + name(only(DEMO, "ClickHouseKeeperInstallation")));
    }
}
