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
    void valuesThatLookOtherwiseInTheSourceNameNoRow() {
        assertThat(SourceCondition.of(change(List.of("date"), 7L))).isEmpty();
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
