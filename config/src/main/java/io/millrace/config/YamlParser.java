package io.millrace.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Text to {@link YamlNode}. */
final class YamlParser {
    private final String file;
    private final JsonParser parser;

    private YamlParser(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** @throws ConfigException if the text is no YAML mapping, or has a key twice */
    static YamlNode.Mapping parse(String file, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new YamlNode.Mapping(Map.of(), 1);
            }
            YamlNode root = new YamlParser(file, parser).node(first);
            if (root instanceof YamlNode.Mapping mapping) {
                return mapping;
            }
            throw new ConfigException(file + ":1: expected sections such as `source:`, not a single value");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String what = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ConfigException(file + ":" + line + ": is not valid YAML: " + what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private YamlNode node(JsonToken token) throws IOException {
        int line = line();
        if (token == JsonToken.START_OBJECT) {
            Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                int keyLine = line();
                YamlNode value = node(parser.nextToken());
                if (entries.put(key, new YamlNode.Entry(keyLine, value)) != null) {
                    throw new ConfigException(file + ":" + keyLine + ": `" + key + "` is there twice");
                }
            }
            return new YamlNode.Mapping(entries, line);
        }
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                items.add(node(next));
            }
            return new YamlNode.Sequence(items, line);
        }
        return new YamlNode.Scalar(token == JsonToken.VALUE_NULL ? "" : parser.getText(), line);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
