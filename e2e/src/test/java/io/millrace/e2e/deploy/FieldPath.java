package io.millrace.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path of Kustomize's replacements, {@code spec.containers.[name=app].image}: every step must lead somewhere. */
record FieldPath(List<String> steps) {
    private static final Pattern STEP = Pattern.compile("\\[[^]]+]|[^.\\[]+");
    private static final Pattern ITEM = Pattern.compile("\\[([^=]+)=([^]]+)]");

    static FieldPath of(String path) {
        List<String> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        while (matcher.find()) {
            steps.add(matcher.group());
        }
        return new FieldPath(List.copyOf(steps));
    }

    JsonNode get(JsonNode object) {
        JsonNode at = object;
        for (String step : steps) {
            at = step(at, step);
        }
        return at;
    }

    void set(ObjectNode object, JsonNode value) {
        JsonNode parent = new FieldPath(steps.subList(0, steps.size() - 1)).get(object);
        String last = steps.get(steps.size() - 1);
        step(parent, last);
        ((ObjectNode) parent).set(last, value);
    }

    private JsonNode step(JsonNode at, String step) {
        Matcher item = ITEM.matcher(step);
        if (item.matches()) {
            for (JsonNode candidate : at) {
                if (candidate.path(item.group(1)).asText().equals(item.group(2))) {
                    return candidate;
                }
            }
            throw new IllegalArgumentException("nothing at " + step + " of " + steps);
        }
        JsonNode next = at.path(step);
        if (next.isMissingNode()) {
            throw new IllegalArgumentException("nothing at " + step + " of " + steps);
        }
        return next;
    }
}
