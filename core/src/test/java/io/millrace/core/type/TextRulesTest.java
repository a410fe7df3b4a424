package io.millrace.core.type;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceField;
import io.millrace.core.event.SourceType;
import io.millrace.core.type.read.JsonReader;
import io.millrace.core.type.read.Rescue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that travel as the text of Postgres. */
final class TextRulesTest {
    private final Rescue rescue = new Rescue();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "date        | 2024-02-29                           | 19782             | -",
                "date        | 1899-12-31                           | -                 | 1899-12-31",
                "date        | 0044-03-15 BC                        | -                 | 0044-03-15 BC",
                "date        | 5874897-12-31                        | -                 | 5874897-12-31",
                "date        | infinity                             | -                 | infinity",
                "date        | -infinity                            | -                 | -infinity",
                "date        | soon                                 | -                 | soon",
                "timestamp   | 1970-01-01 00:00:01.5                | 1500000           | -",
                "timestamp   | 294276-12-31 23:59:59.999999         | -                 | 294276-12-31 23:59:59.999999",
                "timestamptz | 1970-01-01 01:00:00+01               | 0                 | -",
                "timestamptz | 1969-12-31 23:30:20-00:29:40         | 0                 | -",
                "timestamptz | -infinity                            | -                 | -infinity",
                "timetz      | 24:00:00+15:59:59                    | 24:00:00+15:59:59 | -",
                "interval    | 00:00:00                             | 0000-00 00000 00000:00:00 | -",
                "interval    | 1 year 2 mons 3 days 04:05:06.789    | 0001-02 00003 00004:05:06.789 | -",
                "interval    | -1 years -2 mons +3 days -04:05:06.7 | -0001-02 00003 -00004:05:06.7 | -",
                "interval    | 2562047788:00:54.775807              | 0000-00 00000 2562047788:00:54.775807 | -",
                "interval    | infinity                             | infinity          | -",
                "money       | -$1,234.56                           | -1234.56          | -",
                "money       | 12                                   | 12.00             | -",
                "money       | 1.234,56 €                           | -                 | 1.234,56 €",
                "bool        | t                                    | true              | -",
                "xid8        | 18446744073709551615                 | -1                | -",
                "varbit      | 00010                                | 00010             | -",
                "nobody      | {as it is}                           | {as it is}        | -",
            })
    void aTextLands(String type, String text, @Nullable String lands, @Nullable String rescued) {
        Object value = read(text(type), text);

        assertThat(value == null ? null : value.toString()).isEqualTo(lands);
        assertThat(rescue.take()).isEqualTo(rescued);
    }

    @Test
    void arraysAreNestedAsDeepAsDeclared() {
        SourceType one = array(text("int4"));
        SourceType two = array(one);

        assertThat(map(two).type().sql()).isEqualTo("Array(Array(Nullable(Int32)))");
        assertThat(read(two, "{{1,NULL},{3,4}}")).isEqualTo(List.of(Arrays.asList(1L, null), List.of(3L, 4L)));
        assertThat(read(two, "{}")).isEqualTo(List.of());
        assertThat(rescue.take()).isNull();
    }

    @Test
    void anArrayOfAnotherShapeIsRescued() {
        assertThat(read(array(text("int4")), "{{1,2},{3,4}}")).isEqualTo(List.of());
        assertThat(rescue.take()).isEqualTo("{{1,2},{3,4}}");
        assertThat(read(array(text("int4")), "[0:1]={1,2}")).isEqualTo(List.of(1L, 2L));
        assertThat(rescue.take()).isEqualTo("[0:1]={1,2}");
    }

    @Test
    void anArrayWhoseElementDoesNotFitIsRescuedAsAWhole() {
        assertThat(read(array(text("date")), "{infinity,1970-01-01}")).isEqualTo(Arrays.asList(null, 0L));
        assertThat(rescue.take()).isEqualTo("{infinity,1970-01-01}");
    }

    @Test
    void textsInArraysKeepQuotesAndTheWordNULL() {
        assertThat(read(array(text("text")), "{\"a \\\"b\\\"\",\"NULL\",NULL,\"\",\"\\\\,{}\",plain}"))
                .isEqualTo(Arrays.asList("a \"b\"", "NULL", null, "", "\\,{}", "plain"));
        assertThat(read(array(text("box")), "{(1,1),(0,0);(2,2),(1,1)}"))
                .isEqualTo(List.of("(1,1),(0,0)", "(2,2),(1,1)"));
    }

    @Test
    void hstoreIsAMapWithNULL() {
        assertThat(map(text("hstore")).type().sql()).isEqualTo("Map(String, Nullable(String))");
        Map<?, ?> read = (Map<?, ?>) requireNonNull(read(text("hstore"), "\"a\"=>\"1\", \"b \\\"c\\\"\"=>NULL"));
        assertThat(read.get("a")).isEqualTo("1");
        assertThat(read.containsKey("b \"c\"")).isTrue();
        assertThat(read.get("b \"c\"")).isNull();
    }

    @Test
    void aRowIsJSONTextByItsAttributes() {
        SourceType row = new SourceType(
                "address",
                -1,
                -1,
                "string",
                PostgresText.NAME,
                null,
                List.of(
                        new SourceField("street", text("text")),
                        new SourceField("number", text("int4")),
                        new SourceField("tags", array(text("text")))));

        assertThat(read(row, "(\"Main \"\"St\"\"\",5,\"{a,\"\"b c\"\",NULL}\")"))
                .isEqualTo("{\"street\": \"Main \\\"St\\\"\", \"number\": 5, \"tags\": [\"a\", \"b c\", null]}");
        assertThat(read(row, "(,,)")).isEqualTo("{\"street\": null, \"number\": null, \"tags\": null}");
        assertThat(rescue.take()).isNull();
        assertThat(read(row, "(a,1)")).isEqualTo("(a,1)");
        assertThat(rescue.take()).isEqualTo("(a,1)");
    }

    @Test
    void aSortingKeyTakesNeitherArraysNorMaps() {
        Column column = new Column("c", array(text("int4")), false);
        assertThat(TypeMapping.defaults().map(column, true).type().sql()).isEqualTo("String");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{}                                       | =    | -",
                "{\"a\": {\"b\": [1, null, \"x\", {\"c\": 1.50}]}} | =    | -",
                "{\"n\": 18446744073709551615}            | =    | -",
                "{\"a\": null}                            | =    | rescued",
                "{\"a\": {}}                              | =    | rescued",
                "{\"a.b\": 1}                             | null | rescued",
                "{\"a\": 1, \"a\": 2}                     | null | rescued",
                "{\"n\": 18446744073709551616}            | null | rescued",
                "{\"n\": 0.12345678901234567890}          | =    | rescued",
                "{\"n\": 1e400}                           | null | rescued",
                "{\"a\": [1, true]}                       | =    | rescued",
                "{\"a\": [9007199254740993, 0.5]}         | =    | rescued",
                "{\"a\": \"\\ud800\"}                     | null | rescued",
                "[1]                                      | null | rescued",
                "1                                        | null | rescued",
            })
    void jsonLandsAsJSONWhereThatKeepsIt(String text, String lands, @Nullable String rescued) {
        char[] chars = text.toCharArray();
        Object value = JsonReader.JSON.ofText(chars, 0, chars.length, rescue);

        assertThat(value).isEqualTo(lands.equals("=") ? text : null);
        assertThat(rescue.take()).isEqualTo(rescued == null ? null : text);
    }

    private static SourceType text(String name) {
        return new SourceType(name, -1, -1, "string", PostgresText.NAME);
    }

    private static SourceType array(SourceType element) {
        String name = element.element() == null ? "_" + element.name() : element.name();
        return new SourceType(name, -1, -1, "string", PostgresText.NAME, element);
    }

    private static ColumnMapping map(SourceType type) {
        return TypeMapping.defaults().map(new Column("c", type, false), false);
    }

    private @Nullable Object read(SourceType type, String text) {
        char[] chars = text.toCharArray();
        return map(type).reader().ofText(chars, 0, chars.length, rescue);
    }
}
