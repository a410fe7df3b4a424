package io.millrace.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.Config;
import io.millrace.e2e.deploy.Pods.PodTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The manifests of {@code deploy/kubernetes}, by the folder that is applied: {@code base} or {@code overlays/…}. */
final class Manifests {
    static final Path FOLDER = BuildFacts.DEPLOY.resolve("kubernetes");

    private static final Map<String, Kustomization> BUILT = new ConcurrentHashMap<>();

    private Manifests() {}

    /** What the processes read there. */
    static Config config(String root) {
        return DeployedConfig.read(millraceYaml(root));
    }

    static String millraceYaml(String root) {
        return only(root, "ConfigMap", "millrace-config")
                .path("data")
                .path("millrace.yaml")
                .asText();
    }

    static Properties sparkConf(String root) {
        return BuildFacts.properties(only(root, "ConfigMap", "millrace-spark")
                .path("data")
                .path("spark.conf")
                .asText());
    }

    static List<ObjectNode> objects(String root) {
        return BUILT.computeIfAbsent(root, name -> Kustomization.of(FOLDER.resolve(name)))
                .objects();
    }

    static List<PodTemplate> pods(String root) {
        return Pods.of(objects(root));
    }

    static PodTemplate pod(String root, String name) {
        return pods(root).stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pod " + name + " in " + root));
    }

    static ObjectNode only(String root, String kind) {
        var found = objects(root).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    static ObjectNode only(String root, String kind, String name) {
        var found = objects(root).stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && name(object).equals(name))
                .toList();
        assertThat(found).as(kind + " " + name + " in " + root).hasSize(1);
        return found.get(0);
    }

    static String name(ObjectNode object) {
        return object.path("metadata").path("name").asText();
    }

    static String id(ObjectNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText() + " " + name(object);
    }
}
