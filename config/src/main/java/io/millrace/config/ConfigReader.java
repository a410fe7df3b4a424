package io.millrace.config;

import java.nio.file.Path;
import java.util.Map;

/** Reads {@code millrace.yaml}. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * @param file the file
     * @param environment for {@code ${NAME}} in values
     * @throws ConfigException where the file is missing, is no YAML, has an unknown key (the nearest known one is named),
     *     a value of the wrong type or out of range, or an unset variable
     */
    public static Config read(Path file, Map<String, String> environment) {
        throw new UnsupportedOperationException("written by the launcher's author");
    }
}
