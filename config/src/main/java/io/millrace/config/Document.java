package io.millrace.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The sections of one file, by their paths. */
final class Document {
    private final Section root;
    private final Map<String, Section> sections = new LinkedHashMap<>();

    /** @throws ConfigException if the text is not YAML, or has a key twice */
    Document(String file, String text, Map<String, String> environment) {
        this.root = new Section(file, "", YamlParser.parse(file, text), environment);
    }

    /**
     * A section; empty if absent.
     *
     * @param path such as {@code log.security}; empty: the whole file
     */
    Section section(String path) {
        if (path.isEmpty()) {
            return root;
        }
        Section known = sections.get(path);
        if (known == null) {
            int dot = path.lastIndexOf('.');
            known = section(dot < 0 ? "" : path.substring(0, dot)).section(path.substring(dot + 1));
            sections.put(path, known);
        }
        return known;
    }

    /** @throws ConfigException if there is a key that was never read; names the nearest one that was */
    void finish() {
        sections.values().forEach(Section::finish);
        root.finish();
    }
}
