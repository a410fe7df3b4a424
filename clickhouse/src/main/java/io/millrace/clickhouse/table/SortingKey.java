package io.millrace.clickhouse.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code system.tables.sorting_key}: names separated by commas, in backticks where they are unusual, all in
 * parentheses where an operator has written a single one so.
 */
final class SortingKey {
    private final String text;
    private int at;

    private SortingKey(String text) {
        this.text = text;
    }

    static List<String> parse(String text) {
        String list = text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
        SortingKey parser = new SortingKey(list);
        List<String> names = new ArrayList<>();
        while (parser.at < list.length()) {
            names.add(list.charAt(parser.at) == '`' ? parser.quoted() : parser.bare());
            parser.at += 2; // Comma and space.
        }
        return names;
    }

    private String bare() {
        int end = text.indexOf(',', at);
        String name = text.substring(at, end < 0 ? text.length() : end);
        at += name.length();
        return name;
    }

    private String quoted() {
        StringBuilder name = new StringBuilder();
        at++;
        while (text.charAt(at) != '`') {
            char c = text.charAt(at++);
            name.append(c == '\\' ? unescaped(text.charAt(at++)) : c);
        }
        at++;
        return name.toString();
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
