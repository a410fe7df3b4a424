package io.millrace.core.decode;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.StreamHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes invalid records from valid ones. */
final class Mutation {
    private static final int SMALL = 12_000;
    /** Writes however deep values were put into each other: by default Jackson ends at 1,000. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build());

    private static final List<String> TEXTS = List.of(
            "",
            "\u0000",
            "NULL",
            "'; DROP TABLE orders; --",
            "`\"\\'",
            "${x} {a:String} %s %n",
            "\ud83d\udc18 \ud800",
            "9".repeat(400),
            "-0",
            "1e999999999",
            "NaN",
            "infinity",
            "294277-01-01 00:00:00+00",
            "4714-11-24 00:00:00+00 BC",
            PostgresText.UNTOUCHED,
            "{" + "{".repeat(300) + "}".repeat(300) + "}",
            "(" + "\"(".repeat(300),
            "[0:99999999]={1}",
            "{1,{2}}",
            "\"a\"=>\"b\",",
            "P1Y-99999999999M",
            "AAAA====",
            "x".repeat(70_000));

    private final Random random;
    private final List<LogRecord> samples;
    private final List<LogRecord> small;

    Mutation(Random random, List<LogRecord> samples) {
        this.random = random;
        this.samples = samples;
        this.small = samples.stream()
                .filter(sample -> sample.value() != null && sample.value().length < SMALL)
                .toList();
    }

    /** A record that may make sense or not. */
    LogRecord next() {
        // Those of every type are large: they would take nearly all of the time.
        LogRecord sample = any(random.nextInt(20) == 0 ? samples : small);
        return switch (random.nextInt(8)) {
            case 0 -> with(sample, sample.key(), bytes());
            case 1 -> with(sample, bytes(), sample.value());
            case 2 -> with(sample, sample.key(), flipped(sample.value()));
            case 3 -> with(sample, flipped(sample.key()), sample.value());
            case 4 -> with(sample, any(samples).key(), changed(sample.value()));
            case 5 -> with(sample, changed(sample.key()), changed(sample.value()));
            case 6 ->
                with(sample, sample.key(), spliced(sample.value(), any(samples).value()));
            default -> with(sample, sample.key(), changed(sample.value()));
        };
    }

    private LogRecord with(LogRecord sample, byte @Nullable [] key, byte @Nullable [] value) {
        Map<String, byte[]> headers = new HashMap<>(sample.headers());
        if (random.nextInt(3) == 0) {
            headers.put(StreamHeader.RELATION, random.nextInt(4) == 0 ? bytes() : relation());
        }
        if (random.nextInt(6) == 0) {
            headers.put(StreamHeader.ORDINAL, text().getBytes(StandardCharsets.UTF_8));
        }
        return new LogRecord(sample.at(), key, value, headers);
    }

    /** A table's description with mistakes. */
    private byte[] relation() {
        ObjectNode relation = JSON.createObjectNode()
                .put("oid", random.nextInt(5) == 0 ? random.nextLong() : 16_000 + random.nextInt(30))
                .put("schema", random.nextInt(5) == 0 ? text() : "public")
                .put("table", random.nextInt(5) == 0 ? text() : "orders")
                .put("identity", random.nextBoolean() ? "d" : "f");
        ArrayNode columns = relation.putArray("columns");
        for (int i = random.nextInt(5); i > 0; i--) {
            columns.addObject()
                    .put("n", random.nextInt(6))
                    .put("name", random.nextBoolean() ? "id" : text())
                    .put("type", random.nextBoolean() ? "integer" : text())
                    .put("notNull", random.nextBoolean())
                    .put("missing", text());
        }
        ArrayNode key = relation.putArray("key");
        for (int i = random.nextInt(3); i > 0; i--) {
            key.add(random.nextBoolean() ? "id" : text());
        }
        relation.putArray("dropped").add(random.nextInt(6));
        return requireNonNull(changed(relation.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte @Nullable [] flipped(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return bytes;
        }
        byte[] copy = bytes.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int from = random.nextBoolean() ? copy.length * 3 / 4 : 0;
            copy[from + random.nextInt(copy.length - from)] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "{}[]\",:0123456789nullE-.".charAt(random.nextInt(24));
        }
        return copy;
    }

    /** The schema of one record before the payload of another. */
    private static byte @Nullable [] spliced(byte @Nullable [] one, byte @Nullable [] other) {
        try {
            if (one != null && other != null && JSON.readTree(one) instanceof ObjectNode node) {
                node.set("payload", JSON.readTree(other).path("payload"));
                return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
            }
            return one;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One to three parts of a JSON text replaced, removed or doubled. */
    private byte @Nullable [] changed(byte @Nullable [] json) {
        try {
            JsonNode root = json == null ? null : JSON.readTree(json);
            if (root == null || root.isMissingNode()) {
                return json;
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                change(root);
            }
            return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The payload is small and the schema large: each has its half. */
    private void change(JsonNode root) {
        JsonNode start = root.has("payload") && random.nextBoolean() ? root.get("payload") : root;
        List<JsonNode> containers = new ArrayList<>();
        collect(start, containers);
        if (containers.isEmpty()) {
            return;
        }
        JsonNode container = any(containers);
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty()) {
                object.set(text(), value());
                return;
            }
            String name = any(names);
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(text(), object.get(name));
                default -> object.set(name, value());
            }
        } else if (container instanceof ArrayNode array && array.size() > 0) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.add(array.get(at).deepCopy());
                default -> array.set(at, value());
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private JsonNode value() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(11)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextLong());
            case 3 -> nodes.numberNode(random.nextInt(200) - 100);
            case 4 -> nodes.numberNode(BigInteger.TEN.pow(random.nextInt(900)));
            case 5 -> nodes.numberNode(new BigDecimal("1e" + (random.nextInt(2_000_000) - 1_000_000)));
            case 6 -> nodes.numberNode(Double.longBitsToDouble(random.nextLong()));
            case 7 -> nested();
            case 8 -> nodes.objectNode();
            case 9 ->
                nodes.textNode(any(List.of("int64", "struct", "array", "string", "bytes", "boolean", "c", "d", "m")));
            default -> nodes.textNode(text());
        };
    }

    private JsonNode nested() {
        JsonNode node = JsonNodeFactory.instance.numberNode(1);
        for (int i = random.nextInt(400); i >= 0; i--) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return node;
    }

    private String text() {
        return any(TEXTS);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
