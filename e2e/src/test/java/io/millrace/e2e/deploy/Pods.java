package io.millrace.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The pods of Millrace that a set of manifests makes: of Deployments, of SparkApplications, and executors by their template. */
final class Pods {
    private Pods() {}

    /**
     * A pod to be.
     *
     * @param name what its label {@code app.kubernetes.io/name} says
     * @param template with {@code metadata} and {@code spec}
     */
    record PodTemplate(String name, JsonNode template) {
        JsonNode spec() {
            return template.path("spec");
        }

        /** Its only container. */
        JsonNode container() {
            return spec().path("containers").path(0);
        }

        /** Ports by name. */
        Map<String, Integer> ports() {
            return stream(container().path("ports"))
                    .collect(Collectors.toMap(
                            port -> port.path("name").asText(),
                            port -> port.path("containerPort").asInt()));
        }

        /** A variable; missing where the container has none of that name. */
        JsonNode variable(String name) {
            return environment().getOrDefault(name, MissingNode.getInstance());
        }

        /** Variables by name. */
        Map<String, JsonNode> environment() {
            return stream(container().path("env"))
                    .collect(Collectors.toMap(variable -> variable.path("name").asText(), variable -> variable));
        }
    }

    static List<PodTemplate> of(List<ObjectNode> objects) {
        List<PodTemplate> pods = new ArrayList<>();
        for (ObjectNode object : objects) {
            JsonNode spec = object.path("spec");
            switch (object.path("kind").asText()) {
                case "Deployment" -> pods.add(pod(spec.path("template")));
                case "SparkApplication" -> {
                    pods.add(pod(spec.path("driver").path("template")));
                    pods.add(pod(spec.path("executor").path("template")));
                }
                case "ConfigMap" -> {
                    String executor = object.path("data").path("executor.yaml").asText();
                    if (!executor.isEmpty()) {
                        pods.add(pod(Yaml.parse(executor, "executor.yaml").get(0)));
                    }
                }
                default -> {}
            }
        }
        return pods;
    }

    /** Whether a selector, with {@code matchLabels} and {@code matchExpressions}, selects the pod. */
    static boolean selects(JsonNode selector, PodTemplate pod) {
        JsonNode labels = pod.template().path("metadata").path("labels");
        return selector.path("matchLabels").properties().stream()
                        .allMatch(label -> labels.path(label.getKey()).equals(label.getValue()))
                && stream(selector.path("matchExpressions"))
                        .allMatch(expression -> Yaml.strings(expression.path("values"))
                                .contains(labels.path(expression.path("key").asText())
                                        .asText()));
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static PodTemplate pod(JsonNode template) {
        return new PodTemplate(
                template.path("metadata")
                        .path("labels")
                        .path("app.kubernetes.io/name")
                        .asText(),
                template);
    }
}
