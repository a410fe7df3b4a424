package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * <code>${NAME}</code> in values, and <code>${file:/path}</code> for the text of a file without the line's end; a doubled
 * dollar sign before the brace stands for one that is no variable.
 */
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\$?)\\{([^}]*)}");
    private static final String FILE = "file:";

    private Variables() {}

    /** @throws ConfigException if a variable is not set or a file cannot be read; {@code where} begins the message */
    static String expand(String text, Map<String, String> environment, String where) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value = matcher.group(1).isEmpty() ? value(name, environment, where) : "${" + name + "}";
            if (value == null) {
                throw new ConfigException(where + ": the environment variable " + name + " is not set");
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(expanded).toString();
    }

    private static @Nullable String value(String name, Map<String, String> environment, String where) {
        return name.startsWith(FILE) ? content(name.substring(FILE.length()), where) : environment.get(name);
    }

    private static String content(String file, String where) {
        try {
            return Files.readString(Path.of(file)).stripTrailing();
        } catch (IOException | InvalidPathException e) {
            throw new ConfigException(where + ": the file " + file + " cannot be read: check its path and its rights");
        }
    }

    /** The text so written that {@link #expand} gives it back. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }
}
