package io.millrace.clickhouse.rowbinary;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SourcePosition;
import java.util.List;
import java.util.Map;

/**
 * The columns that Millrace adds to each storage table, in the order in which they are written. {@code _landed_at} is not
 * among them: the server sets it.
 */
final class Metadata {
    /** In an INSERT. */
    static final List<WrittenColumn> COLUMNS = List.of(
            column("_version", "UInt128"),
            column("_deleted", "UInt8"),
            column("_op", "LowCardinality(String)"),
            column("_committed_at", "DateTime64(6, 'UTC')"),
            column("_captured_at", "DateTime64(6, 'UTC')"),
            column("_logged_at", "DateTime64(3, 'UTC')"),
            column("_rescued", "Map(LowCardinality(String), String)"));

    /** The same of tables without a key. */
    static final List<WrittenColumn> KEYLESS_COLUMNS = List.of(
            column("_version", "UInt128"),
            column("_lsn", "UInt64"),
            column("_xid", "UInt64"),
            column("_ordinal", "UInt64"),
            column("_sign", "Int8"),
            column("_op", "LowCardinality(String)"),
            column("_committed_at", "DateTime64(6, 'UTC')"),
            column("_captured_at", "DateTime64(6, 'UTC')"),
            column("_logged_at", "DateTime64(3, 'UTC')"),
            column("_rescued", "Map(LowCardinality(String), String)"));

    private static final byte[] CREATE = {1, 'c'};
    private static final byte[] UPDATE = {1, 'u'};
    private static final byte[] DELETE = {1, 'd'};
    private static final byte[] READ = {1, 'r'};

    private Metadata() {}

    private static WrittenColumn column(String name, String type) {
        return new WrittenColumn(name, type);
    }

    static void encode(RowChange change, RowBinaryBuffer out) {
        SourcePosition position = change.position();
        boolean delete = change instanceof Delete;
        out.int64(position.lsn());
        out.int64(position.commitLsn());
        out.int8(delete ? 1 : 0);
        moments(change, out);
        // A deleted row keeps nothing but its key.
        rescuedText(delete ? Map.of() : change.row().rescued(), out);
    }

    /** Of a change of a table without a key: a delete ends a row, all else makes one. */
    static void encodeKeyless(RowChange change, RowBinaryBuffer out) {
        SourcePosition position = change.position();
        out.int64(position.lsn());
        out.int64(position.commitLsn());
        out.int64(position.lsn());
        out.int64(position.transactionId());
        out.int64(position.ordinal());
        out.int8(change instanceof Delete ? -1 : 1);
        moments(change, out);
        rescuedText(change.row().rescued(), out);
    }

    private static void moments(RowChange change, RowBinaryBuffer out) {
        out.raw(operation(change));
        out.int64(change.position().committedAtMicros());
        out.int64(change.position().capturedAtMicros());
        out.int64(change.at().loggedAtMillis());
    }

    private static byte[] operation(RowChange change) {
        return switch (change.kind()) {
            case INSERT -> CREATE;
            case UPDATE -> UPDATE;
            case DELETE -> DELETE;
            case SNAPSHOT_READ -> READ;
            case TRUNCATE, DESCRIBED, SCHEMA_SEEN, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE ->
                throw new IllegalArgumentException(change.kind() + " is no change of a row");
        };
    }

    private static void rescuedText(Map<String, String> rescuedText, RowBinaryBuffer out) {
        out.length(rescuedText.size());
        if (!rescuedText.isEmpty()) {
            rescuedText.forEach((column, text) -> {
                out.string(column);
                out.string(text);
            });
        }
    }
}
