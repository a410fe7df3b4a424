package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import io.millrace.postgres.load.PublishedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RowDeletesTest {
    private static final SourcePosition AT = new SourcePosition(800, 800, 0, 5, 6);

    private static final PublishedTable TABLE = new PublishedTable(
            16402,
            new TableDescription(
                    new TableId("public", "t"),
                    List.of(
                            new TableDescription.Column("a", "{\"type\":\"int4\"}"),
                            new TableDescription.Column("v", "{\"type\":\"text\"}"),
                            new TableDescription.Column("b", "{\"type\":\"text\"}")),
                    List.of("b", "a"),
                    null),
            List.of(
                    new PublishedTable.Column("a", Optional.empty(), true, KeyForm.EXACT),
                    new PublishedTable.Column("v", Optional.empty(), false),
                    new PublishedTable.Column("b", Optional.empty(), true, KeyForm.EXACT)),
            "",
            List.of(),
            0);

    @Test
    void aDeleteHasTheValuesOfTheKeyAndNothingElseAndGoesWhereTheRowWent() throws Exception {
        RowDeletes deletes = RowDeletes.of(TABLE, List.of("b", "a"), 3).orElseThrow();
        deletes.add(List.of("ä", "7"), AT);

        Map<Integer, byte[]> blocks = deletes.finish();
        assertThat(blocks).hasSize(1);
        CopyRow row = new CopyRow(TABLE.columns(), ColumnRules.NONE);
        byte[] line = "7\tx\tä".getBytes(StandardCharsets.UTF_8);
        row.read(line, 0, line.length);
        int expected = row.partition(KeyPartition.start(TABLE.description().table()), 3);
        assertThat(blocks).containsOnlyKeys(expected);

        BlockReader block = new BlockReader(blocks.values().iterator().next());
        assertThat(block.next()).isTrue();
        assertThat(block.kind()).isEqualTo(ChangeKind.DELETE);
        assertThat(block.position()).isEqualTo(AT);
        assertThat(block.oldIsWhole()).isFalse();
        assertThat(block.row()).isNull();
        assertThat(texts(requireNonNull(block.old()))).containsExactly("7", "null", "ä");
        assertThat(block.next()).isFalse();
    }

    @Test
    void aKeyThatIsNotThatOfTheStreamNamesNoRow() {
        assertThat(RowDeletes.of(TABLE, List.of("a"), 3)).isEmpty();
        assertThat(RowDeletes.of(TABLE, List.of("a", "v"), 3)).isEmpty();
        assertThat(RowDeletes.of(TABLE, List.of("a", "b"), 3)).isPresent();
    }

    private static List<String> texts(Tuple tuple) {
        List<String> texts = new ArrayList<>();
        byte[] bytes = tuple.bytes();
        int at = tuple.from() + 2;
        for (int i = 0; i < tuple.columns(); i++) {
            if (bytes[at++] == Tuple.NULL) {
                texts.add("null");
            } else {
                int length = Tuple.int32(bytes, at);
                texts.add(new String(bytes, at + 4, length, StandardCharsets.UTF_8));
                at += 4 + length;
            }
        }
        return texts;
    }
}
