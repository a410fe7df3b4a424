package io.millrace.controller.capture;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change of a block, as text.
 *
 * @param table empty for messages and heartbeats
 * @param old the values of the row as it was, by column; {@code null} and {@code unchanged} for those that are; empty for none
 * @param text a message's prefix and content
 */
record StreamedChange(
        int partition,
        ChangeKind kind,
        Optional<TableDescription> table,
        SourcePosition position,
        List<String> old,
        boolean oldIsWhole,
        List<String> row,
        String text,
        long arrivedMicros) {
    boolean isOf(String name) {
        return table.isPresent() && table.get().table().table().equals(name);
    }

    static List<StreamedChange> of(int partition, byte[] block, long arrivedMicros) {
        List<StreamedChange> changes = new ArrayList<>();
        BlockReader reader = new BlockReader(block);
        while (reader.next()) {
            changes.add(new StreamedChange(
                    partition,
                    reader.kind(),
                    reader.tableIndex() < 0
                            ? Optional.empty()
                            : Optional.of(TableDescription.parse(reader.description(reader.tableIndex()))),
                    reader.position(),
                    values(reader.old()),
                    reader.old() != null && reader.oldIsWhole(),
                    values(reader.row()),
                    reader.kind() == ChangeKind.MESSAGE
                            ? reader.prefix() + " " + new String(reader.content(), StandardCharsets.UTF_8)
                            : "",
                    arrivedMicros));
        }
        return changes;
    }

    private static List<String> values(@Nullable Tuple tuple) {
        List<String> values = new ArrayList<>();
        if (tuple != null) {
            byte[] bytes = tuple.bytes();
            int at = tuple.from() + 2;
            while (at < tuple.from() + tuple.length()) {
                int length = bytes[at] == Tuple.TEXT ? Tuple.int32(bytes, at + 1) : 0;
                values.add(
                        bytes[at] == Tuple.TEXT
                                ? new String(bytes, at + 5, length, StandardCharsets.UTF_8)
                                : bytes[at] == Tuple.NULL ? "null" : "unchanged");
                at += bytes[at] == Tuple.TEXT ? 5 + length : 1;
            }
        }
        return values;
    }
}
