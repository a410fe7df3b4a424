package io.millrace.connect.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of a block, for tests to compare. */
record Entry(
        int partition,
        ChangeKind kind,
        @Nullable TableDescription table,
        SourcePosition position,
        List<@Nullable String> old,
        boolean oldIsWhole,
        List<@Nullable String> row,
        String text) {
    /** Without those that tell the partitions of a schema. */
    static List<Entry> withoutDescriptions(Bundle bundle) {
        return of(bundle).stream().filter(entry -> !entry.isDescription()).toList();
    }

    boolean isDescription() {
        return text.startsWith("millrace.description:");
    }

    static List<Entry> of(Bundle bundle) {
        List<Entry> entries = new ArrayList<>();
        for (Block block : bundle.blocks()) {
            BlockReader reader = new BlockReader(block.bytes());
            while (reader.next()) {
                entries.add(new Entry(
                        block.partition(),
                        reader.kind(),
                        reader.tableIndex() < 0
                                ? null
                                : TableDescription.parse(reader.description(reader.tableIndex())),
                        reader.position(),
                        Messages.values(reader.old()),
                        reader.old() != null && reader.oldIsWhole(),
                        Messages.values(reader.row()),
                        reader.kind() == ChangeKind.MESSAGE
                                ? reader.prefix() + ":" + new String(reader.content(), UTF_8)
                                : ""));
            }
        }
        return entries;
    }
}
