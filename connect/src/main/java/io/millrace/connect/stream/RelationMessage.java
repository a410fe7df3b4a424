package io.millrace.connect.stream;

import io.millrace.core.event.TableId;
import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as pgoutput describes it: as it was at the moment of the changes that follow.
 *
 * @param oid {@code pg_class.oid}
 * @param identity {@code pg_class.relreplident}: d, f, i or n
 * @param columns in the order in which rows have them
 */
public record RelationMessage(long oid, TableId table, char identity, List<Column> columns) {
    public RelationMessage {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param identifies whether it is of the replica identity
     * @param type {@code pg_type.oid}
     * @param modifier {@code atttypmod}, -1 for none
     */
    public record Column(String name, boolean identifies, int type, int modifier) {}

    /** @param at start of the message, after its kind */
    static RelationMessage read(byte[] bytes, int at) {
        long oid = Integer.toUnsignedLong(Tuple.int32(bytes, at));
        // The schema is empty for pg_catalog, where a superuser can put a table that is published.
        int schemaEnd = end(bytes, at + 4);
        int nameEnd = end(bytes, schemaEnd + 1);
        String schema = schemaEnd == at + 4 ? "pg_catalog" : text(bytes, at + 4, schemaEnd);
        TableId table = new TableId(schema, text(bytes, schemaEnd + 1, nameEnd));
        char identity = (char) bytes[nameEnd + 1];
        int count = (bytes[nameEnd + 2] & 0xFF) << 8 | (bytes[nameEnd + 3] & 0xFF);
        int next = nameEnd + 4;
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int columnEnd = end(bytes, next + 1);
            columns.add(new Column(
                    text(bytes, next + 1, columnEnd),
                    (bytes[next] & 1) != 0,
                    Tuple.int32(bytes, columnEnd + 1),
                    Tuple.int32(bytes, columnEnd + 5)));
            next = columnEnd + 9;
        }
        return new RelationMessage(oid, table, identity, columns);
    }

    /** The end of a zero-terminated text. */
    static int end(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }

    static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
