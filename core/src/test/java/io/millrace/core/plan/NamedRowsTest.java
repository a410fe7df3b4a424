package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NamedRowsTest {
    @Test
    void aRowIsNamedByItsKey() {
        assertThat(NamedRows.of(change(List.of("int8", "text"), 7L, "it's \\' a'")))
                .contains(key("7", "it's \\' a'"));
        assertThat(NamedRows.of(change(List.of("uuid"), new UUID(1, 2))))
                .contains(key("00000000-0000-0001-0000-000000000002"));
    }

    @Test
    void daysTimesAndFloatsAreWrittenAsTheSourceReadsThem() {
        assertThat(NamedRows.of(change(List.of("date"), -1L))).contains(key("1969-12-31"));
        assertThat(NamedRows.of(change(List.of("timestamp"), -1L))).contains(key("1969-12-31 23:59:59.999999"));
        assertThat(NamedRows.of(change(List.of("timestamptz"), 1_000_000L)))
                .contains(key("1970-01-01 00:00:01.000000+00"));
        assertThat(NamedRows.of(change(List.of("float8"), Double.NaN))).contains(key("NaN"));
    }

    @Test
    void manyRowsAreNamedTogetherAndVeryManyByNoKey() {
        List<ChangeEvent.RowChange> rows = new ArrayList<>();
        for (long id = 0; id < 101; id++) {
            rows.add(change(List.of("int8"), id));
        }
        List<List<SourceKey>> requests = NamedRows.ofAll(rows);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0)).hasSize(100).startsWith(key("0"), key("1"));
        assertThat(requests.get(1)).containsExactly(key("100"));
        rows.add(change(List.of("bytea"), new byte[] {1}));
        assertThat(NamedRows.ofAll(rows)).containsExactly(List.of());
        assertThat(NamedRows.ofAll(Collections.nCopies(6000, rows.get(0)))).containsExactly(List.of(key("0")));
    }

    @Test
    void valuesThatLookOtherwiseInTheSourceNameNoRow() {
        assertThat(NamedRows.of(change(List.of("interval"), "0000-00"))).isEmpty();
        assertThat(NamedRows.of(change(List.of("int4", "bytea"), 1, new byte[] {1})))
                .isEmpty();
        assertThat(NamedRows.of(change(List.of()))).isEmpty();
    }

    /** As the helper below calls the columns. */
    private static SourceKey key(String... values) {
        return new SourceKey(IntStream.range(0, values.length)
                .mapToObj(i -> new SourceKey.Part("k \"" + i, values[i]))
                .toList());
    }

    private static ChangeEvent.RowChange change(List<String> types, Object... key) {
        List<Column> columns = IntStream.range(0, types.size())
                .mapToObj(i -> new Column("k \"" + i, new SourceType(types.get(i), -1, -1, "", ""), false))
                .toList();
        List<Integer> keyColumns = IntStream.range(0, types.size()).boxed().toList();
        TableSchema schema = new TableSchema(new TableId("public", "t"), columns, keyColumns);
        return new ChangeEvent.Insert(
                new StreamPosition("changes", 0, 0, 0),
                new SourcePosition(1, 1, 0, 0, 0),
                schema,
                new RowImage(RowImage.Kind.PARTIAL, key, Map.of()));
    }
}
