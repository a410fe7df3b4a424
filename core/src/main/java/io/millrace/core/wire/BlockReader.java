package io.millrace.core.wire;

import static io.millrace.core.wire.BlockWriter.HAS_OLD;
import static io.millrace.core.wire.BlockWriter.HAS_ROW;
import static io.millrace.core.wire.BlockWriter.OLD_IS_WHOLE;

import io.millrace.core.event.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a block one after another. Checks every length before it uses it: bytes that are no block are a
 * {@link MalformedBlockException}, never anything else. Not thread-safe.
 */
public final class BlockReader {
    private static final int MAX_TABLES = 100_000;

    private final byte[] bytes;
    private final int[] tableStarts;
    private final int[] tableLengths;
    private final int count;
    private int at;
    private int read;

    private ChangeKind kind = ChangeKind.HEARTBEAT;
    private long commitLsn;
    private long lsn;
    private long transactionId;
    private long committedAt;
    private long capturedAt;
    private long ordinal;
    private int table = -1;
    private @Nullable Tuple old;
    private boolean oldIsWhole;
    private @Nullable Tuple row;
    private String prefix = "";
    private byte[] content = {};

    /** Whether a record's value is a block rather than Debezium's JSON. */
    public static boolean isBlock(byte @Nullable [] value) {
        return value != null && value.length > 1 && value[0] == BlockWriter.MAGIC;
    }

    /** @throws MalformedBlockException if the bytes do not begin like a block */
    public BlockReader(byte[] block) {
        this.bytes = block;
        require(isBlock(block), "it does not begin as a block of changes");
        require(
                block[1] == BlockWriter.VERSION,
                "it is a block of a version that this Millrace does not know: update the pipeline");
        at = 2;
        int tables = length(MAX_TABLES);
        tableStarts = new int[tables];
        tableLengths = new int[tables];
        for (int i = 0; i < tables; i++) {
            tableLengths[i] = length(bytes.length);
            tableStarts[i] = at;
            skip(tableLengths[i]);
        }
        count = length(bytes.length);
    }

    /** How many entries the block has. */
    public int count() {
        return count;
    }

    /** How many tables it describes. */
    public int tables() {
        return tableStarts.length;
    }

    /** The description of a table, see {@link TableDescription}. */
    public byte[] description(int index) {
        return Arrays.copyOfRange(bytes, tableStarts[index], tableStarts[index] + tableLengths[index]);
    }

    /**
     * Goes to the next entry.
     *
     * @return false if there is none
     * @throws MalformedBlockException if the block is malformed
     */
    public boolean next() {
        if (read == count) {
            require(at == bytes.length, "bytes follow after its last change");
            return false;
        }
        read++;
        skip(1);
        ChangeKind known = ChangeKind.of(bytes[at - 1]);
        if (known == null) {
            throw new MalformedBlockException("it has a change of a kind that this Millrace does not know");
        }
        kind = known;
        commitLsn += zigzag();
        lsn += zigzag();
        transactionId += zigzag();
        committedAt += zigzag();
        capturedAt += zigzag();
        ordinal = 0;
        table = -1;
        old = null;
        row = null;
        if (kind.isRow()) {
            table();
            ordinal = varint();
            skip(1);
            int flags = bytes[at - 1];
            oldIsWhole = (flags & OLD_IS_WHOLE) != 0;
            old = (flags & HAS_OLD) == 0 ? null : tuple();
            row = (flags & HAS_ROW) == 0 ? null : tuple();
        } else if (kind == ChangeKind.TRUNCATE) {
            table();
        } else if (kind == ChangeKind.MESSAGE) {
            prefix = new String(string(), StandardCharsets.UTF_8);
            content = string();
        }
        return true;
    }

    public ChangeKind kind() {
        return kind;
    }

    /** Index of the entry's table; -1 for messages and heartbeats. */
    public int tableIndex() {
        return table;
    }

    public SourcePosition position() {
        return new SourcePosition(commitLsn, lsn, transactionId, committedAt, capturedAt, ordinal);
    }

    /** The row before the change, or its key; null if unknown. */
    public @Nullable Tuple old() {
        return old;
    }

    /** Whether {@link #old} is the whole row. */
    public boolean oldIsWhole() {
        return oldIsWhole;
    }

    /** The row after the change; null for a delete. */
    public @Nullable Tuple row() {
        return row;
    }

    /** A message's prefix. */
    public String prefix() {
        return prefix;
    }

    /** A message's content. */
    public byte[] content() {
        return content;
    }

    private void table() {
        table = length(Integer.MAX_VALUE);
        require(table < tableStarts.length, "it has a row of a table that it does not describe");
    }

    /** Its values are checked when it is read. */
    private Tuple tuple() {
        int length = length(bytes.length);
        require(length >= 2, "it has a row without columns");
        int from = at;
        skip(length);
        return new Tuple(bytes, from, length);
    }

    private byte[] string() {
        int length = length(bytes.length);
        int from = at;
        skip(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private int length(int most) {
        long length = varint();
        require(length >= 0 && length <= most, "a length in it is out of range");
        return (int) length;
    }

    private void skip(int length) {
        require(length <= bytes.length - at, "it is cut off");
        at += length;
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            require(at < bytes.length, "it is cut off");
            byte part = bytes[at++];
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new MalformedBlockException("a number in it has too many digits");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedBlockException(otherwise);
        }
    }
}
