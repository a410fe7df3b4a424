package io.millrace.bench.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Summarizes several runs of one measurement. A number becomes the median of the runs' numbers in its place; anything
 * else is that of the first run. Arrays stay with the single runs.
 */
public final class Summary {
    private Summary() {}

    /**
     * One run as it is; of several the medians, then {@code spread} with {@code [lowest, highest]} of each number, then
     * {@code repeats} with the runs.
     *
     * @param runs one or more, of the same shape
     */
    public static ObjectNode of(List<ObjectNode> runs) {
        if (runs.size() == 1) {
            return runs.get(0);
        }
        var summary = medians(runs);
        spread(runs).ifPresent(spread -> summary.set("spread", spread));
        summary.putArray("repeats").addAll(runs);
        return summary;
    }

    private static ObjectNode medians(List<ObjectNode> runs) {
        var node = JsonNodeFactory.instance.objectNode();
        for (var field : runs.get(0).properties()) {
            var values = values(runs, field.getKey());
            if (field.getValue().isObject()) {
                node.set(field.getKey(), medians(objects(values)));
            } else if (field.getValue().isNumber()) {
                put(node, field.getKey(), median(numbers(values)), whole(values));
            } else if (!field.getValue().isArray()) {
                node.set(field.getKey(), field.getValue());
            }
        }
        return node;
    }

    private static Optional<ObjectNode> spread(List<ObjectNode> runs) {
        var node = JsonNodeFactory.instance.objectNode();
        for (var field : runs.get(0).properties()) {
            var values = values(runs, field.getKey());
            if (field.getValue().isObject()) {
                spread(objects(values)).ifPresent(inner -> node.set(field.getKey(), inner));
            } else if (field.getValue().isNumber()) {
                var numbers = numbers(values);
                double lowest = Collections.min(numbers);
                double highest = Collections.max(numbers);
                if (lowest < highest) {
                    node.putArray(field.getKey()).add(lowest).add(highest);
                }
            }
        }
        return node.isEmpty() ? Optional.empty() : Optional.of(node);
    }

    private static List<JsonNode> values(List<ObjectNode> runs, String name) {
        var values = new ArrayList<JsonNode>();
        runs.forEach(run -> {
            if (run.has(name)) {
                values.add(run.get(name));
            }
        });
        return values;
    }

    private static List<ObjectNode> objects(List<JsonNode> values) {
        return values.stream()
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast)
                .toList();
    }

    private static List<Double> numbers(List<JsonNode> values) {
        return values.stream()
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .toList();
    }

    private static boolean whole(List<JsonNode> values) {
        return values.stream().allMatch(JsonNode::isIntegralNumber);
    }

    private static void put(ObjectNode node, String name, double value, boolean whole) {
        if (whole && value == Math.rint(value)) {
            node.put(name, (long) value);
        } else {
            node.put(name, value);
        }
    }

    /** The middle value, or the mean of the two in the middle. */
    static double median(List<Double> numbers) {
        var sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : Math.round((sorted.get(middle - 1) + sorted.get(middle)) / 2 * 1e4) / 1e4;
    }
}
