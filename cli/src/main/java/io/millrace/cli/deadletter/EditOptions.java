package io.millrace.cli.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to change of records before they are sent again. */
public final class EditOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--set",
            paramLabel = "POINTER=JSON",
            description =
                    "Sets a value in the record's payload: --set /after/amount='\"12.50\"'. Anything else than JSON is text.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--replace",
            paramLabel = "FIND=>WITH",
            description = "Replaces all occurrences of a text in the record.")
    private List<String> replace = new ArrayList<>();

    @Option(
            names = "--value",
            paramLabel = "FILE",
            description = "Sends the content of FILE instead; for a single dead letter.")
    private @Nullable Path value;

    /** Puts the edit into the body of a request, if there is one. */
    void into(ObjectNode command) throws IOException {
        if (set.isEmpty() && replace.isEmpty() && value == null) {
            return;
        }
        ObjectNode edit = command.putObject("edit");
        if (value != null) {
            edit.put("valueBase64", bytes(value));
        }
        if (!set.isEmpty()) {
            ObjectNode values = edit.putObject("set");
            set.forEach(one -> {
                String[] parts = parts(one, "=", "--set takes POINTER=JSON, such as /after/amount='\"12.50\"'");
                values.set(parts[0], json(parts[1]));
            });
        }
        if (!replace.isEmpty()) {
            ArrayNode pieces = edit.putArray("replace");
            replace.forEach(one -> {
                String[] parts = parts(one, "=>", "--replace takes FIND=>WITH");
                pieces.addObject().put("find", parts[0]).put("with", parts[1]);
            });
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CliException("there is no file " + file, e);
        }
    }

    private static String[] parts(String text, String separator, String usage) {
        int at = text.indexOf(separator);
        if (at < 1) {
            throw new CliException(usage);
        }
        return new String[] {text.substring(0, at), text.substring(at + separator.length())};
    }

    private static JsonNode json(String text) {
        try {
            return JSON.reader()
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }
}
