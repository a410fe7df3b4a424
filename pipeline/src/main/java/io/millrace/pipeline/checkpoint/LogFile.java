package io.millrace.pipeline.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One file of a checkpoint's logs: a version line, then for {@code offsets} a line of metadata and one a source. */
final class LogFile {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LogFile() {}

    static List<String> lines(Path file) throws IOException {
        // Not readAllLines: a file that was cut off can hold anything.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    static boolean isJson(String line) {
        return parse(line).map(JsonNode::isContainerNode).orElse(false);
    }

    /** The offsets that a file of {@code offsets} holds for a topic, by partition; empty where it holds none. */
    static Optional<Map<Integer, Long>> offsets(Path file, String topic) throws IOException {
        List<String> lines = lines(file);
        if (lines.size() != 3) {
            return Optional.empty();
        }
        return parse(lines.get(2)).map(source -> source.get(topic)).map(partitions -> {
            Map<Integer, Long> offsets = new TreeMap<>();
            partitions
                    .properties()
                    .forEach(entry -> offsets.put(
                            Integer.valueOf(entry.getKey()), entry.getValue().asLong()));
            return offsets;
        });
    }

    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.ofNullable(JSON.readTree(line)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
