package io.millrace.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Kubernetes' strategic merge patch, as far as the overlays use it: mappings are merged, named items of lists by their key. */
final class StrategicMerge {
    private static final Map<String, String> KEYS = Map.of(
            "containers", "name",
            "initContainers", "name",
            "volumes", "name",
            "env", "name",
            "volumeMounts", "mountPath",
            "ports", "containerPort");

    private StrategicMerge() {}

    /** Writes what the patch says into the target. */
    static void apply(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (name.startsWith("$")) {
                throw new IllegalArgumentException("directive " + name + " is not supported here");
            }
            JsonNode old = target.path(name);
            if (value.isNull()) {
                target.remove(name);
            } else if (old instanceof ObjectNode object && value instanceof ObjectNode part) {
                apply(object, part);
            } else if (old instanceof ArrayNode list && value instanceof ArrayNode items && KEYS.containsKey(name)) {
                merge(list, items, KEYS.getOrDefault(name, ""));
            } else {
                target.set(name, value.deepCopy());
            }
        });
    }

    private static void merge(ArrayNode list, ArrayNode items, String key) {
        for (JsonNode item : items) {
            ObjectNode same = null;
            for (JsonNode old : list) {
                if (old instanceof ObjectNode object && object.path(key).equals(item.path(key))) {
                    same = object;
                }
            }
            if (same != null && item instanceof ObjectNode part) {
                apply(same, part);
            } else {
                list.add(item.deepCopy());
            }
        }
    }
}
