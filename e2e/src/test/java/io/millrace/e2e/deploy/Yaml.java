package io.millrace.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as trees: anchors and merges resolved, a key that stands twice is an error. */
final class Yaml {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Yaml() {}

    /** The documents of a file that are not empty. */
    static List<ObjectNode> read(Path file) {
        return parse(BuildFacts.text(file), file.toString());
    }

    static List<ObjectNode> parse(String text, String where) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        // A definition of another project may share more than usual.
        options.setMaxAliasesForCollections(10_000);
        List<ObjectNode> documents = new ArrayList<>();
        for (Object document : new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).loadAll(text)) {
            JsonNode tree = JSON.valueToTree(document);
            if (tree instanceof ObjectNode object) {
                documents.add(object);
            } else if (!tree.isNull()) {
                throw new IllegalArgumentException(where + ": a document is no mapping");
            }
        }
        return documents;
    }

    /** The only document of a file. */
    static ObjectNode one(Path file) {
        List<ObjectNode> documents = read(file);
        if (documents.size() != 1) {
            throw new IllegalArgumentException(file + " has " + documents.size() + " documents");
        }
        return documents.get(0);
    }

    /** The strings of a list. */
    static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(item -> strings.add(item.asText()));
        return strings;
    }
}
