package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
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

final class SourceConditionTest {
    @Test
    void aRowIsNamedByItsKey() {
        assertThat(SourceCondition.of(change(List.of("int8", "text"), 7L, "it's")))
                .contains("\"k \"\"0\" = '7' AND \"k \"\"1\" = 'it''s'");
        assertThat(SourceCondition.of(change(List.of("uuid"), new UUID(1, 2))))
                .contains("\"k \"\"0\" = '00000000-0000-0001-0000-000000000002'");
    }

    @Test
    void daysTimesAndFloatsAreWrittenAsTheSourceReadsThem() {
        assertThat(SourceCondition.of(change(List.of("date"), -1L))).contains("\"k \"\"0\" = '1969-12-31'");
        assertThat(SourceCondition.of(change(List.of("timestamp"), -1L)))
                .contains("\"k \"\"0\" = '1969-12-31 23:59:59.999999'");
        assertThat(SourceCondition.of(change(List.of("timestamptz"), 1_000_000L)))
                .contains("\"k \"\"0\" = '1970-01-01 00:00:01.000000+00'");
        assertThat(SourceCondition.of(change(List.of("float8"), Double.NaN))).contains("\"k \"\"0\" = 'NaN'");
    }

    @Test
    void manyRowsAreNamedTogetherAndVeryManyByNoCondition() {
        List<ChangeEvent.RowChange> rows = new ArrayList<>();
        for (long id = 0; id < 101; id++) {
            rows.add(change(List.of("int8"), id));
        }
        List<String> conditions = SourceCondition.ofAll(rows);
        assertThat(conditions).hasSize(2);
        assertThat(conditions.get(0)).startsWith("(\"k \"\"0\" = '0') OR (\"k \"\"0\" = '1')");
        assertThat(conditions.get(1)).isEqualTo("\"k \"\"0\" = '100'");
        rows.add(change(List.of("bytea"), new byte[] {1}));
        assertThat(SourceCondition.ofAll(rows)).containsExactly("");
        assertThat(SourceCondition.ofAll(Collections.nCopies(6000, rows.get(0))))
                .containsExactly("\"k \"\"0\" = '0'");
    }

    @Test
    void valuesThatLookOtherwiseInTheSourceNameNoRow() {
        assertThat(SourceCondition.of(change(List.of("interval"), "0000-00"))).isEmpty();
        assertThat(SourceCondition.of(change(List.of("int4", "bytea"), 1, new byte[] {1})))
                .isEmpty();
        assertThat(SourceCondition.of(change(List.of("text"), "a\\'b"))).isEmpty();
        assertThat(SourceCondition.of(change(List.of()))).isEmpty();
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
