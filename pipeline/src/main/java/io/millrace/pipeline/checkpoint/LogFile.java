package io.millrace.pipeline.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One file of a checkpoint's logs: a version line, then for {@code offsets} a line of metadata and one a source. */
final class LogFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LogFile() {}

    /** A file that was cut off can hold anything. */
    static List<String> lines(FileSystem files, Path file) throws IOException {
        try (FSDataInputStream in = files.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    static boolean isJson(String line) {
        return parse(line).map(JsonNode::isContainerNode).orElse(false);
    }

    /** The offsets that a file of {@code offsets} holds for a topic, by partition; empty if it holds none. */
    static Optional<Map<Integer, Long>> offsets(List<String> lines, String topic) {
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

    static Optional<JsonNode> parse(String line) {
        try {
            return Optional.ofNullable(JSON.readTree(line)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
