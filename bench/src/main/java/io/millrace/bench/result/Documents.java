package io.millrace.bench.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.Machine;
import io.millrace.bench.system.MeasuredSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Results as JSON documents and as text. */
public final class Documents {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Documents() {}

    /** Adds what was measured, when, where and how to the figures. */
    public static ObjectNode complete(String benchmark, MeasuredSystem system, ObjectNode figures)
            throws InterruptedException {
        var document = started(benchmark, system.name());
        document.setAll(figures);
        document.set("machine", Machine.describe());
        document.set("versions", system.versions());
        document.set("settings", system.settings());
        return document;
    }

    /** The head of a document. */
    public static ObjectNode started(String benchmark, String system) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("benchmark", benchmark)
                .put("system", system)
                .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    public static String json(JsonNode document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void write(Path file, JsonNode document) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, json(document) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    public static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " as JSON", e);
        }
    }

    /** One line per figure with its spread; machine and settings are only in the JSON. */
    public static String text(ObjectNode document) {
        var text = new StringBuilder();
        text.append(document.path("system").asText())
                .append(", ")
                .append(document.path("benchmark").asText())
                .append('\n');
        for (var field : document.properties()) {
            switch (field.getKey()) {
                case "benchmark", "system", "spread", "repeats", "machine", "versions", "settings", "curve" -> {}
                default ->
                    lines(
                            text,
                            field.getKey(),
                            field.getValue(),
                            document.path("spread").path(field.getKey()));
            }
        }
        return text.toString();
    }

    private static void lines(StringBuilder text, String name, JsonNode value, JsonNode spread) {
        if (value.isObject()) {
            for (var field : value.properties()) {
                lines(text, name + "." + field.getKey(), field.getValue(), spread.path(field.getKey()));
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                lines(text, name + "[" + i + "]", value.get(i), spread.path(i));
            }
        } else {
            text.append(String.format(Locale.ROOT, "  %-44s %14s", name, value.asText()));
            if (spread.size() == 2) {
                text.append("   (")
                        .append(spread.get(0).asText())
                        .append(" to ")
                        .append(spread.get(1).asText())
                        .append(')');
            }
            text.append('\n');
        }
    }
}
