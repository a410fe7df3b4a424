package io.millrace.core.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TypesReferenceTest {
    private static final String HEAD = """
            # Types

            What each type of Postgres becomes in ClickHouse. Generated from the table in
            `core/src/main/java/io/millrace/core/type/TypeMapping.java` by `TypesReferenceTest`; do not edit by hand.

            - A column that can be NULL becomes Nullable, one that is NOT NULL does not. Columns of the primary key are never Nullable.
            - An array becomes `Array(Nullable(…))` of its elements' type; arrays of structures become JSON text. ClickHouse has no
              NULL for arrays: a NULL array lands as `[]` with the misfit `NULL`. A list of lists lands as `[]` with its text as misfit.
            - A value that its column cannot hold lands as the rule says, and its exact text in `_misfits['column']`. In a column of
              the primary key it makes the row a dead letter instead, because two rows could become one.
            - Domains become what their base type becomes. A type that nobody listed becomes `String`: Postgres's text.

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
        for (TypeRule rule : TypeMapping.RULES) {
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
        return text.toString();
    }
}
