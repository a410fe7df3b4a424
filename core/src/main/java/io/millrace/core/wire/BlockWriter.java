package io.millrace.core.wire;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.event.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one block after the other: changes of one partition of the change stream, which travel as the value of one
 * record. Each block describes the tables whose rows are in it, so that any record can be read on its own. The format
 * is specified in {@code docs/reference/wire-format.md}. Not thread-safe.
 */
public final class BlockWriter {
    /** The first byte of a block; no JSON begins with it. */
    public static final byte MAGIC = 'M';

    public static final byte VERSION = 1;

    static final int HAS_OLD = 1;
    static final int OLD_IS_WHOLE = 2;
    static final int HAS_ROW = 4;

    private final RowBinaryBuffer changes = new RowBinaryBuffer(16 * 1024);
    private final List<TableDescription.Encoded> tables = new ArrayList<>();
    private int describedBytes;
    private int count;
    private long commitLsn;
    private long lsn;
    private long transactionId;
    private long committedAt;
    private long capturedAt;

    /** How many changes the block holds so far. */
    public int count() {
        return count;
    }

    /** The approximate size of the block so far. */
    public int size() {
        return changes.size() + describedBytes;
    }

    /**
     * Appends a change of a row.
     *
     * @param kind a kind of row
     * @param position its {@code ordinal} counts for tables without a key
     * @param old the row or the key before the change, null if unknown
     * @param oldIsWhole whether {@code old} is the whole row
     * @param row the row after the change, null for a delete
     */
    public void row(
            ChangeKind kind,
            SourcePosition position,
            TableDescription.Encoded table,
            @Nullable Tuple old,
            boolean oldIsWhole,
            @Nullable Tuple row) {
        begin(kind, position);
        changes.length(index(table));
        changes.varint(position.ordinal());
        changes.int8((old == null ? 0 : oldIsWhole ? HAS_OLD | OLD_IS_WHOLE : HAS_OLD) | (row == null ? 0 : HAS_ROW));
        tuple(old);
        tuple(row);
    }

    private void tuple(@Nullable Tuple tuple) {
        if (tuple != null) {
            changes.string(tuple.bytes(), tuple.from(), tuple.length());
        }
    }

    /** Appends the truncation of a table. */
    public void truncate(SourcePosition position, TableDescription.Encoded table) {
        begin(ChangeKind.TRUNCATE, position);
        changes.length(index(table));
    }

    /** Appends a logical message. */
    public void message(SourcePosition position, String prefix, byte[] content) {
        begin(ChangeKind.MESSAGE, position);
        changes.string(prefix.getBytes(StandardCharsets.UTF_8));
        changes.string(content);
    }

    /** Appends a heartbeat. */
    public void heartbeat(SourcePosition position) {
        begin(ChangeKind.HEARTBEAT, position);
    }

    /** Appends a reader's current entry, byte for byte. */
    public void copy(BlockReader from) {
        SourcePosition position = from.position();
        switch (from.kind()) {
            case HEARTBEAT -> heartbeat(position);
            case MESSAGE -> message(position, from.prefix(), from.content());
            case TRUNCATE -> truncate(position, description(from));
            case INSERT, UPDATE, DELETE, READ ->
                row(from.kind(), position, description(from), from.old(), from.oldIsWhole(), from.row());
        }
    }

    private static TableDescription.Encoded description(BlockReader from) {
        return new TableDescription.Encoded(from.description(from.tableIndex()));
    }

    private void begin(ChangeKind kind, SourcePosition position) {
        count++;
        changes.int8(kind.code());
        // Positions of consecutive changes are close: differences take a byte or two.
        changes.zigzag(position.commitLsn() - commitLsn);
        changes.zigzag(position.lsn() - lsn);
        changes.zigzag(position.transactionId() - transactionId);
        changes.zigzag(position.committedAtMicros() - committedAt);
        changes.zigzag(position.capturedAtMicros() - capturedAt);
        commitLsn = position.commitLsn();
        lsn = position.lsn();
        transactionId = position.transactionId();
        committedAt = position.committedAtMicros();
        capturedAt = position.capturedAtMicros();
    }

    /** Blocks have few tables, and most rows are of the previous row's table. */
    @SuppressWarnings("ReferenceEquality")
    private int index(TableDescription.Encoded table) {
        for (int i = tables.size() - 1; i >= 0; i--) {
            if (tables.get(i) == table) {
                return i;
            }
        }
        tables.add(table);
        describedBytes += table.bytes().length + 4;
        return tables.size() - 1;
    }

    /** The block; the next one is empty. */
    public byte[] finish() {
        RowBinaryBuffer block = new RowBinaryBuffer(size() + 16);
        block.int8(MAGIC);
        block.int8(VERSION);
        block.length(tables.size());
        for (TableDescription.Encoded table : tables) {
            block.string(table.bytes());
        }
        block.length(count);
        block.raw(changes.array(), 0, changes.size());
        clear();
        return block.toByteArray();
    }

    private void clear() {
        changes.clear();
        tables.clear();
        describedBytes = 0;
        count = 0;
        commitLsn = 0;
        lsn = 0;
        transactionId = 0;
        committedAt = 0;
        capturedAt = 0;
    }
}
