package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads {@code millrace.yaml}; {@link Settings} declares what can be in it. */
public final class ConfigReader {
    private static final String DEFAULT_DATABASE = "app";

    private ConfigReader() {}

    /**
     * @param file the file
     * @param environment for <code>${NAME}</code> in values; a doubled dollar sign stands for one that is no variable
     * @throws ConfigException if the file is missing, is not YAML, has an unknown key (the nearest known one is named), a value
     *     of the wrong type or out of range, values that contradict each other, or an unset variable
     */
    public static Config read(Path file, Map<String, String> environment) {
        return read(file, environment, DEFAULT_DATABASE);
    }

    /**
     * As {@link #read(Path, Map)}.
     *
     * @param embeddedDatabase the database if {@code source.url} is absent
     */
    public static Config read(Path file, Map<String, String> environment, String embeddedDatabase) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: check the path given with --config");
        }
        return parse(file.toString(), text, environment, embeddedDatabase);
    }

    /** The configuration of an empty file. */
    public static Config defaults(String embeddedDatabase) {
        return parse("millrace.yaml", "", Map.of(), embeddedDatabase);
    }

    static Config parse(String file, String text, Map<String, String> environment, String embeddedDatabase) {
        Document document = new Document(file, text, environment);
        // Designed, but not built: an error is better than a setting without effect.
        document.section("log").notYet("topics");
        SettingValues values = SettingValues.read(document, embeddedDatabase);
        Settings.check(values);
        return values.config();
    }
}
