package io.millrace.e2e.reference;

import io.millrace.config.Setting;
import io.millrace.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code docs/reference/configuration.md}. */
final class ConfigurationPage {
    private ConfigurationPage() {}

    /** A table for each section. */
    static String settings() {
        Map<String, MarkdownTable> sections = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            String section = setting.key().substring(0, setting.key().indexOf('.'));
            sections.computeIfAbsent(section, key -> new MarkdownTable("key", "type", "default", "effect"))
                    .row(MarkdownTable.code(setting.key()), setting.type(), setting.defaultText(), setting.effect());
        }
        StringBuilder text = new StringBuilder();
        sections.forEach((section, table) -> text.append("## `")
                .append(section)
                .append("`\n\n")
                .append(table)
                .append('\n'));
        return text.toString();
    }
}
