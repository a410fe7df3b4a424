package io.millrace.e2e.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code docs/reference/http-api.md}, from the OpenAPI description of ops. */
final class HttpApiPage {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final JsonNode api;

    private HttpApiPage(JsonNode api) {
        this.api = api;
    }

    static HttpApiPage read(Path home) {
        try {
            return new HttpApiPage(new YAMLMapper()
                    .readTree(Files.readString(home.resolve("ops/src/main/resources/openapi/ops.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each operation with its parameters, body and answers, in the order of the description. */
    String operations() {
        StringBuilder text = new StringBuilder();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method ->
                                append(text, path.getKey(), path.getValue(), method.getKey(), method.getValue())));
        return text.toString();
    }

    private void append(StringBuilder text, String path, JsonNode item, String method, JsonNode operation) {
        text.append("### `")
                .append(method.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(path)
                .append("`\n\n")
                .append(sentence(operation.path("summary").asText()))
                .append('\n');
        String description = operation.path("description").asText().strip();
        if (!description.isEmpty()) {
            text.append('\n').append(description).append('\n');
        }
        List<JsonNode> parameters = new ArrayList<>();
        item.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        operation.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        if (!parameters.isEmpty()) {
            MarkdownTable table = new MarkdownTable("parameter", "in", "type", "what");
            parameters.forEach(parameter -> table.row(
                    MarkdownTable.code(parameter.path("name").asText()),
                    parameter.path("in").asText() + (parameter.path("required").asBoolean() ? ", required" : ""),
                    type(parameter.path("schema")),
                    parameter.path("description").asText()));
            text.append('\n').append(table);
        }
        JsonNode body = resolved(operation.path("requestBody"));
        if (!body.isMissingNode()) {
            text.append("\nBody: ").append(content(body)).append('\n');
        }
        MarkdownTable answers = new MarkdownTable("status", "body", "what");
        operation.path("responses").properties().forEach(answer -> {
            JsonNode response = resolved(answer.getValue());
            answers.row(
                    answer.getKey(),
                    content(response),
                    response.path("description").asText());
        });
        text.append('\n').append(answers).append('\n');
    }

    /** Each schema with its properties, in the order of their names. */
    String schemas() {
        StringBuilder text = new StringBuilder();
        api.at("/components/schemas").properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(schema -> append(text, schema.getKey(), schema.getValue()));
        return text.toString();
    }

    private void append(StringBuilder text, String name, JsonNode schema) {
        text.append("### ").append(name).append("\n\n");
        String description = schema.path("description").asText();
        JsonNode properties = schema.path("properties");
        if (properties.isEmpty()) {
            text.append(type(schema))
                    .append(description.isEmpty() ? "" : ": " + description)
                    .append("\n\n");
            return;
        }
        text.append(description.isEmpty() ? "" : sentence(description) + "\n\n");
        Set<String> required = texts(schema.path("required")).collect(Collectors.toSet());
        MarkdownTable table = new MarkdownTable("property", "type", "what");
        properties
                .properties()
                .forEach(property -> table.row(
                        MarkdownTable.code(property.getKey())
                                + (required.contains(property.getKey()) ? "" : ", optional"),
                        type(property.getValue()),
                        property.getValue().path("description").asText()));
        text.append(table).append('\n');
    }

    private String content(JsonNode of) {
        return of.path("content").properties().stream()
                .map(media -> type(media.getValue().path("schema"))
                        + (media.getKey().equals("application/json") ? "" : " (`" + media.getKey() + "`)"))
                .collect(Collectors.joining(", "));
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = last(schema.path("$ref").asText());
            return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.has(choice)) {
                return StreamSupport.stream(schema.path(choice).spliterator(), false)
                        .map(HttpApiPage::type)
                        .collect(Collectors.joining(choice.equals("allOf") ? " and " : " or "));
            }
        }
        if (schema.has("enum")) {
            return texts(schema.path("enum")).map(MarkdownTable::code).collect(Collectors.joining(", "));
        }
        if (schema.has("const")) {
            return MarkdownTable.code(schema.path("const").asText());
        }
        if (schema.path("type").asText().equals("array")) {
            return "list of " + type(schema.path("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            return "map of " + type(schema.path("additionalProperties"));
        }
        String type = schema.path("type").isArray()
                ? texts(schema.path("type")).collect(Collectors.joining(" or "))
                : schema.path("type").asText("any");
        return type
                + Stream.of("format", "pattern", "minimum", "maximum", "maxLength", "default")
                        .filter(schema::has)
                        .map(limit -> limit + " `" + schema.path(limit).asText() + "`")
                        .map(limit -> ", " + limit)
                        .collect(Collectors.joining());
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    private static String last(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static String sentence(String text) {
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }
}
