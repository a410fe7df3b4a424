package io.millrace.core.render;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.TableDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes blocks for tests. */
final class Blocks {
    private Blocks() {}

    /** @param columns names and types, in turn */
    static TableDescription table(String name, List<String> key, @Nullable String relation, String... columns) {
        List<TableDescription.Column> list = new ArrayList<>();
        for (int i = 0; i < columns.length; i += 2) {
            list.add(new TableDescription.Column(columns[i], columns[i + 1]));
        }
        return new TableDescription(new TableId("public", name), list, key, relation);
    }

    static LogRecord record(BlockWriter block) {
        return record(block.finish());
    }

    static LogRecord record(byte[] value) {
        return new LogRecord(new StreamPosition("changes", 2, 40, 9), null, value);
    }
}
