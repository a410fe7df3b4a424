package io.millrace.e2e.deploy;

import static io.millrace.e2e.deploy.Manifests.id;
import static io.millrace.e2e.deploy.Manifests.objects;
import static io.millrace.e2e.deploy.Manifests.pods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.e2e.deploy.Pods.PodTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of the manifests, against classes of Kubernetes' API and of Strimzi's, and schemas of other operators. */
final class ManifestFieldsTest {
    private static final String BASE = "base";
    private static final String DEMO = "overlays/demo";
    private static final String PRODUCTION = "overlays/production";
    private static final String SPARK_OPERATOR = "overlays/spark-operator";

    /** Kinds of which no package has classes: only {@code -Dmillrace.crds} checks their fields. */
    private static final Set<String> WITHOUT_CLASS = Set.of(
            "postgresql.cnpg.io/v1 Cluster",
            "clickhouse.altinity.com/v1 ClickHouseInstallation",
            "clickhouse-keeper.altinity.com/v1 ClickHouseKeeperInstallation",
            "sparkoperator.k8s.io/v1beta2 SparkApplication");

    @ParameterizedTest
    @ValueSource(strings = {BASE, DEMO, PRODUCTION, SPARK_OPERATOR})
    void everyFieldIsOneThatItsKindHas(String root) {
        for (ObjectNode object : objects(root)) {
            var type = TypedModel.classOf(object);
            if (type.isPresent()) {
                TypedModel.check(object, type.get(), id(object));
            } else {
                assertThat(WITHOUT_CLASS).contains(id(object).replaceFirst(" \\S+$", ""));
            }
        }
        for (PodTemplate pod : pods(root)) {
            ObjectNode template = pod.template().deepCopy();
            template.remove(List.of("apiVersion", "kind"));
            TypedModel.checkTemplate(template, "pod " + pod.name());
        }
    }

    @Test
    void aFieldThatItsKindLacksIsFound() {
        ObjectNode deployment = objects(BASE).stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        deployment.withObject("/spec/template/spec/securityContext").put("runAsNotRoot", true);
        assertThatThrownBy(() -> TypedModel.check(
                        deployment, TypedModel.classOf(deployment).orElseThrow(), id(deployment)))
                .hasMessageContaining("runAsNotRoot");
    }

    /** {@code -Dmillrace.crds=FOLDER}: CustomResourceDefinitions of the operators, which are in none of our packages. */
    @ParameterizedTest
    @ValueSource(strings = {DEMO, SPARK_OPERATOR})
    @EnabledIfSystemProperty(named = "millrace.crds", matches = ".+")
    void resourcesOfOperatorsFitTheirSchemas(String root) throws IOException {
        CrdSchemas schemas = CrdSchemas.in(Path.of(System.getProperty("millrace.crds", "")));
        for (ObjectNode object : objects(root)) {
            if (WITHOUT_CLASS.contains(id(object).replaceFirst(" \\S+$", ""))
                    || object.path("apiVersion").asText().startsWith("kafka.strimzi.io/")) {
                assertThat(schemas.findings(object))
                        .as(id(object))
                        .hasValueSatisfying(findings -> assertThat(findings).isEmpty());
            }
        }
    }
}
