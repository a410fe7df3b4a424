package io.millrace.e2e.reference;

import io.millrace.core.type.TypeMapping;

/** {@code docs/reference/types.md}. */
final class TypesPage {
    private TypesPage() {}

    static String types() {
        MarkdownTable table = new MarkdownTable("Postgres", "ClickHouse", "travels as", "rule");
        TypeMapping.reference().forEach(table::row);
        return table.toString();
    }
}
