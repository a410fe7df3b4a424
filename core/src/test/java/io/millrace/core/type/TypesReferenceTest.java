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

        - A column that can be NULL becomes Nullable, one that is NOT NULL does not, until a value comes that its type does not
          hold. Columns of the primary key are never Nullable.
        - **A value that its column's type does not hold is NULL**, in every type, infinity included, and its exact text is rescued:
          `millrace.rescued` has it, [by one query](../guides/values-that-do-not-fit.md). No number or date is made up
          that a sum or a filter would take for a real one. A column that is NOT NULL in the source becomes Nullable with the
          first such value.
        - In the primary key, where NULL cannot tell rows apart, the column becomes `String` with the first such value:
          dates as Postgres writes them (`infinity`, `0044-03-15 BC`), timestamps in UTC, numbers without zeros at their
          end. Rows that are there are rewritten once, and the column stays text. Text sorts like the dates of four digits that it
          holds; `toDate32OrNull` and `parseDateTime64BestEffortOrNull` turn it back.
        - Another rule is better, and the exact text is rescued all the same, where a part of the value is true by itself:
          numbers with more digits behind the point than their column are rounded to its last digit, for a sum is then wrong by
          less than that, and NULL would be wrong by the whole number; timestamps are cut to the digits of a chosen `DateTime64(p)`, or
          to the day of a chosen `Date32`; an array with one element that does not fit keeps the others; subscripts that do not
          begin at 1 are left out.
        - Where ClickHouse has no NULL, in arrays and maps, NULL and what does not fit show as empty, NULL with the rescued text `NULL`.
        - An array becomes `Array(Nullable(…))` of its elements' type, in as many levels as its column declares
          (`int[][]`: `Array(Array(Nullable(Int32)))`). Postgres does not hold its arrays to that: one of another depth does not
          fit. In the primary key an array or hstore is a `String`.
        - A composite type becomes `String`: a JSON object by the names of its attributes, numbers as Postgres writes them.
        - Domains become what their base type becomes. A type that nobody listed becomes `String`: Postgres's text.
        - `NULL`s aside, what Postgres casts to text can be had back: numbers with other zeros at the end, `real` and `double
          precision` with other exponents, dates and intervals in the forms stated here.
        - `warehouse.columns` in `millrace.yaml` gives a column another type, see [configuration](configuration.md).

        Values of the types below the line "as text" travel as the exact text that Postgres writes, whatever Debezium would make of
        them; the rules above it are for the others, and for the forms in which a stock Debezium sends them.

        | Postgres | ClickHouse | travels as | rule |
        |---|---|---|---|
        """;

    private static final String JSON = """

        ## JSON

        json and jsonb land as `String` with exactly the text that Postgres writes: top-level arrays and single values, NULL
        members, empty objects, keys that stand twice, the order of keys of json and numbers of any length. ClickHouse reads
        it with `JSONExtractString(doc, 'customer', 'name')`, `JSONLength`, `simpleJSONHas` and the like, or casts it where
        needed: `doc::JSON`. The column is compressed with `ZSTD(3)`.

        `warehouse.columns: {public.orders.doc: JSON}` makes a column ClickHouse's `JSON`, `warehouse.json: JSON` all of
        them: paths are then columns of their own, which is fast for queries of few paths of large documents. What it loses:

        | in the document | in `JSON` | exact text rescued |
        |---|---|---|
        | order of keys, white space, zeros at the end of fractions | gone | no |
        | NULL in an object, an empty object inside another | missing | yes |
        | a point in a key (`{"a.b": 1}`) | read as a level (`{"a": {"b": 1}}`); NULL where another key has that path | yes |
        | a fraction that is no double | the nearest double | yes |
        | whole numbers beside fractions or truth values in one array | fractions, numbers | where that changes a value |
        | a top-level array or single value, `null` among them | NULL | yes |
        | a key twice in an object, an integer beyond 64 bits, a number beyond a double, half of a surrogate pair | NULL | yes |

        In the primary key and in arrays it is always `String`. Columns that exist keep the type that they have when the default
        changes; where a type is chosen for them, they are built again and loaded.
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
        return text.append(JSON).toString();
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
