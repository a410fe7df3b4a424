package io.millrace.e2e.reference;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table in Markdown. */
final class MarkdownTable {
    private final StringBuilder text = new StringBuilder();

    MarkdownTable(String... headings) {
        row(headings);
        text.append("|---".repeat(headings.length)).append("|\n");
    }

    MarkdownTable row(String... cells) {
        return row(List.of(cells));
    }

    MarkdownTable row(List<String> cells) {
        text.append(cells.stream().map(MarkdownTable::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
        return this;
    }

    /** A name in code style. */
    static String code(String name) {
        return name.isEmpty() ? "" : "`" + name + "`";
    }

    static String codes(Stream<String> names) {
        return names.map(MarkdownTable::code).collect(Collectors.joining(", "));
    }

    private static String cell(String text) {
        return text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
