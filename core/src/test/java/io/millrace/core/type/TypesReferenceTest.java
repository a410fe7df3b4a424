package io.millrace.core.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TypesReferenceTest {
    private static final String HEAD = """
            # Types

            What each type of Postgres becomes in ClickHouse. Generated from the table in
            `core/src/main/java/io/millrace/core/type/TypeMapping.java` by `TypesReferenceTest`; do not edit by hand.

            - A column that can be NULL becomes Nullable, one that is NOT NULL does not. Columns of the primary key are never Nullable.
            - A value that its column cannot hold lands as the rule says, and its exact text in `_misfits['column']`. In a column of
              the primary key it makes the row a dead letter instead, because two rows could become one.
            - An array becomes `Array(Nullable(…))` of its elements' type, in as many levels as its column declares
              (`int[][]`: `Array(Array(Nullable(Int32)))`). Postgres does not hold its arrays to that: one of another depth lands
              as `[]`, one whose subscripts do not begin at 1 without them, both with the exact text in misfits. `[]` for NULL,
              with the misfit `NULL`, also for maps: ClickHouse has no NULL for either. In the primary key an array or
              hstore is a `String`.
            - A composite type becomes `String`: a JSON object by the names of its attributes, numbers as Postgres writes them.
            - Domains become what their base type becomes. A type that nobody listed becomes `String`: Postgres's text.
            - `NULL`s aside, what Postgres casts to text can be had back: numbers with other zeros at the end, `real` and `double
              precision` with other exponents, dates and intervals in the forms stated here.
            - `warehouse.columns` in `millrace.yaml` gives a column another type, see [configuration](configuration.md).

            Values of the types below the line "as text" travel as the exact text that Postgres writes, whatever Debezium would make of
            them; the rules above it are for the forms in which Debezium sends the others, and in which older records of a
            change stream are.

            | Postgres | ClickHouse | travels as | rule |
            |---|---|---|---|
            """;

    @Test
    void theReferenceIsCurrent() throws IOException {
        Path file = Path.of(System.getProperty("millrace.home"), "docs/reference/types.md");
        String current = reference();
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, current);
        }
        assertThat(Files.readString(file))
                .as("docs/reference/types.md; write it anew with mvn test -pl core -DargLine=-Dgolden.write=true")
                .isEqualTo(current);
    }

    private static String reference() {
        StringBuilder text = new StringBuilder(HEAD);
        rows(text, TypeMapping.RULES);
        text.append("| **as text** | | | |\n");
        rows(text, TextRules.RULES);
        return text.toString();
    }

    private static void rows(StringBuilder text, List<TypeRule> rules) {
        for (TypeRule rule : rules) {
            SourceType any = new SourceType("", -1, -1, "", "");
            String warehouse = rule.sourceNames().contains("numeric")
                    ? "Decimal(p, s)"
                    : rule.warehouse().apply(any).sql();
            text.append("| ")
                    .append(rule.postgres())
                    .append(" | `")
                    .append(warehouse)
                    .append("` | ")
                    .append(String.join(", ", rule.wireTypes()))
                    .append(rule.wireNames().isEmpty() ? "" : " " + String.join(", ", rule.wireNames()))
                    .append(" | ")
                    .append(rule.note())
                    .append(" |\n");
        }
    }
}
