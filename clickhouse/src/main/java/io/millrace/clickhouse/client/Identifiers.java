package io.millrace.clickhouse.client;

import java.util.List;

/** Names and literals in SQL text. Names come from the source and can contain any character. */
public final class Identifiers {
    private Identifiers() {}

    /** The name in backticks, with escapes. */
    public static String quote(String name) {
        return escaped(name, '`');
    }

    /** {@code `database`.`table`}. */
    public static String quote(String database, String table) {
        return quote(database) + "." + quote(table);
    }

    /** Database and table of what {@link #quote(String, String)} has quoted. */
    public static List<String> names(String quoted) {
        int end = endOfQuoted(quoted, 0);
        return List.of(unquote(quoted.substring(0, end)), unquote(quoted.substring(end + 1)));
    }

    /** Behind the quote that ends what one begins at a place. */
    static int endOfQuoted(String sql, int begin) {
        char quote = sql.charAt(begin);
        int at = begin + 1;
        while (sql.charAt(at) != quote) {
            at += sql.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** The name that {@link #quote(String)} has quoted. */
    static String unquote(String quoted) {
        StringBuilder name = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                name.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            name.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case '0' -> '\0';
                        default -> escaped;
                    });
        }
        return name.toString();
    }

    /** The text as a string literal in single quotes. */
    public static String literal(String text) {
        return escaped(text, '\'');
    }

    private static String escaped(String text, char quote) {
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\0' -> out.append("\\0");
                default -> {
                    if (c == quote) {
                        out.append('\\');
                    }
                    out.append(c);
                }
            }
        }
        return out.append(quote).toString();
    }
}
