package io.millrace.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** <code>${NAME}</code> in values; a doubled dollar sign before the brace stands for one that is no variable. */
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\$?)\\{([^}]*)}");

    private Variables() {}

    /** @throws ConfigException where a variable is not set; {@code where} begins the message */
    static String expand(String text, Map<String, String> environment, String where) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value = matcher.group(1).isEmpty() ? environment.get(name) : "${" + name + "}";
            if (value == null) {
                throw new ConfigException(where + ": the environment variable " + name + " is not set");
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(expanded).toString();
    }

    /** The text so written that {@link #expand} gives it back. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }
}
