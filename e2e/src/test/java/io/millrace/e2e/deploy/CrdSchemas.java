package io.millrace.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Schemas of a folder with CustomResourceDefinitions, as operators ship them: no package on Maven has them all. */
final class CrdSchemas {
    private final Map<String, JsonNode> schemas = new TreeMap<>();

    private CrdSchemas() {}

    static CrdSchemas in(Path folder) throws IOException {
        CrdSchemas all = new CrdSchemas();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .forEach(file -> Yaml.read(file).forEach(all::add));
        }
        return all;
    }

    private void add(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        for (JsonNode version : spec.path("versions")) {
            schemas.put(
                    spec.path("group").asText() + "/" + version.path("name").asText() + " "
                            + spec.path("names").path("kind").asText(),
                    version.path("schema").path("openAPIV3Schema"));
        }
    }

    /** What is wrong with an object; empty if there is no schema for it. */
    Optional<List<String>> findings(ObjectNode object) {
        JsonNode schema = schemas.get(
                object.path("apiVersion").asText() + " " + object.path("kind").asText());
        if (schema == null) {
            return Optional.empty();
        }
        List<String> findings = new ArrayList<>();
        check(object, schema, object.path("kind").asText(), findings);
        findings.removeIf(finding -> finding.matches("\\w+\\.metadata\\..*"));
        return Optional.of(findings);
    }

    private static void check(JsonNode value, JsonNode schema, String at, List<String> findings) {
        if (!fits(value, schema)) {
            findings.add(at + " is no " + schema.path("type").asText() + ": " + value);
            return;
        }
        if (schema.has("enum") && !Yaml.strings(schema.path("enum")).contains(value.asText())) {
            findings.add(at + " is not one of " + schema.path("enum"));
        }
        for (String required : Yaml.strings(schema.path("required"))) {
            if (value.isObject() && !value.has(required)) {
                findings.add(at + "." + required + " is missing");
            }
        }
        if (value.isArray()) {
            for (JsonNode item : value) {
                check(item, schema.path("items"), at + "[]", findings);
            }
        } else if (value.isObject() && !at.endsWith(".metadata")) {
            value.properties().forEach(entry -> member(entry.getKey(), entry.getValue(), schema, at, findings));
        }
    }

    private static void member(String name, JsonNode value, JsonNode schema, String at, List<String> findings) {
        JsonNode known = schema.path("properties").path(name);
        JsonNode others = schema.path("additionalProperties");
        if (!known.isMissingNode()) {
            check(value, known, at + "." + name, findings);
        } else if (others.isObject()) {
            check(value, others, at + "." + name, findings);
        } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean() && !others.asBoolean()) {
            findings.add(at + "." + name + " is not known");
        }
    }

    private static boolean fits(JsonNode value, JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return value.isInt() || value.isTextual();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }
}
