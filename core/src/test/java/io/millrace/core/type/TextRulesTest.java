package io.millrace.core.type;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceField;
import io.millrace.core.event.SourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that travel as the text of Postgres. */
final class TextRulesTest {
    private final Misfit misfit = new Misfit();

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
    void a_text_lands(String type, String text, @Nullable String lands, @Nullable String noted) {
        Object value = read(text(type), text);

        assertThat(value == null ? null : value.toString()).isEqualTo(lands);
        assertThat(misfit.take()).isEqualTo(noted);
    }

    @Test
    void arrays_are_nested_as_deep_as_declared() {
        SourceType one = array(text("int4"));
        SourceType two = array(one);

        assertThat(map(two).type().sql()).isEqualTo("Array(Array(Nullable(Int32)))");
        assertThat(read(two, "{{1,NULL},{3,4}}")).isEqualTo(List.of(Arrays.asList(1L, null), List.of(3L, 4L)));
        assertThat(read(two, "{}")).isEqualTo(List.of());
        assertThat(misfit.take()).isNull();
    }

    @Test
    void an_array_of_another_shape_is_a_misfit() {
        assertThat(read(array(text("int4")), "{{1,2},{3,4}}")).isEqualTo(List.of());
        assertThat(misfit.take()).isEqualTo("{{1,2},{3,4}}");
        assertThat(read(array(text("int4")), "[0:1]={1,2}")).isEqualTo(List.of(1L, 2L));
        assertThat(misfit.take()).isEqualTo("[0:1]={1,2}");
    }

    @Test
    void an_array_whose_element_does_not_fit_is_a_misfit_as_a_whole() {
        assertThat(read(array(text("date")), "{infinity,1970-01-01}")).isEqualTo(Arrays.asList(null, 0L));
        assertThat(misfit.take()).isEqualTo("{infinity,1970-01-01}");
    }

    @Test
    void texts_in_arrays_keep_quotes_and_the_word_NULL() {
        assertThat(read(array(text("text")), "{\"a \\\"b\\\"\",\"NULL\",NULL,\"\",\"\\\\,{}\",plain}"))
                .isEqualTo(Arrays.asList("a \"b\"", "NULL", null, "", "\\,{}", "plain"));
        assertThat(read(array(text("box")), "{(1,1),(0,0);(2,2),(1,1)}"))
                .isEqualTo(List.of("(1,1),(0,0)", "(2,2),(1,1)"));
    }

    @Test
    void hstore_is_a_map_with_NULL() {
        assertThat(map(text("hstore")).type().sql()).isEqualTo("Map(String, Nullable(String))");
        Map<?, ?> read = (Map<?, ?>) requireNonNull(read(text("hstore"), "\"a\"=>\"1\", \"b \\\"c\\\"\"=>NULL"));
        assertThat(read.get("a")).isEqualTo("1");
        assertThat(read.containsKey("b \"c\"")).isTrue();
        assertThat(read.get("b \"c\"")).isNull();
    }

    @Test
    void a_row_is_JSON_text_by_its_attributes() {
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
        assertThat(misfit.take()).isNull();
        assertThat(read(row, "(a,1)")).isEqualTo("(a,1)");
        assertThat(misfit.take()).isEqualTo("(a,1)");
    }

    @Test
    void a_sorting_key_takes_neither_arrays_nor_maps() {
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
                "{\"a\": null}                            | =    | misfit",
                "{\"a\": {}}                              | =    | misfit",
                "{\"a.b\": 1}                             | null | misfit",
                "{\"a\": 1, \"a\": 2}                     | null | misfit",
                "{\"n\": 18446744073709551616}            | null | misfit",
                "{\"n\": 0.12345678901234567890}          | =    | misfit",
                "{\"n\": 1e400}                           | null | misfit",
                "{\"a\": [1, true]}                       | =    | misfit",
                "{\"a\": [9007199254740993, 0.5]}         | =    | misfit",
                "{\"a\": \"\\ud800\"}                     | null | misfit",
                "[1]                                      | null | misfit",
                "1                                        | null | misfit",
            })
    void json_lands_as_JSON_where_that_keeps_it(String text, String lands, @Nullable String noted) {
        char[] chars = text.toCharArray();
        Object value = JsonReader.JSON.ofText(chars, 0, chars.length, misfit);

        assertThat(value).isEqualTo(lands.equals("=") ? text : null);
        assertThat(misfit.take()).isEqualTo(noted == null ? null : text);
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
        return map(type).reader().ofText(chars, 0, chars.length, misfit);
    }
}
