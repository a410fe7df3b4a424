package io.millrace.controller.load;

import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.Tuple;
import io.millrace.postgres.load.PublishedTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Converts lines of {@code COPY … TO STDOUT} in text format into tuples as pgoutput writes them. Holds one row at a
 * time. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">the text format</a>
 */
final class CopyRow {
    private static final byte DELIMITER = '\t';
    private static final byte ESCAPE = '\\';

    private final int columns;
    private final boolean[] hashed;
    private final boolean[] key;
    private final KeyForm[] forms;
    private final int[] starts;
    private final int[] lengths;
    private final ColumnRules rules;
    private byte[] bytes = new byte[4 * 1024];
    private int size;

    /** @param rules have the key of the hashes */
    CopyRow(List<PublishedTable.Column> columns, ColumnRules rules) {
        this.columns = columns.size();
        this.rules = rules;
        this.hashed = new boolean[this.columns];
        this.key = new boolean[this.columns];
        this.forms = new KeyForm[this.columns];
        this.starts = new int[this.columns];
        this.lengths = new int[this.columns];
        for (int i = 0; i < this.columns; i++) {
            hashed[i] = columns.get(i).protection().isPresent();
            key[i] = columns.get(i).isKey();
            forms[i] = columns.get(i).form();
        }
    }

    /**
     * Reads a line.
     *
     * @param line contains the line
     * @param from its first byte
     * @param to after its last byte, without the line end
     * @return valid until the next line
     * @throws IllegalStateException if it has another number of columns
     */
    Tuple read(byte[] line, int from, int to) {
        size = 0;
        reserve(2 + (to - from) + 5 * columns);
        int16(columns);
        int at = from;
        for (int column = 0; column < columns; column++) {
            if (column > 0) {
                if (at >= to || line[at] != DELIMITER) {
                    throw unexpected();
                }
                at++;
            }
            at = value(column, line, at, to);
        }
        if (at != to) {
            throw unexpected();
        }
        return new Tuple(bytes, 0, size);
    }

    private static IllegalStateException unexpected() {
        return new IllegalStateException("COPY has sent a row with another number of columns than were asked for");
    }

    private int value(int column, byte[] line, int from, int to) {
        if (to - from >= 2
                && line[from] == ESCAPE
                && line[from + 1] == 'N'
                && (from + 2 == to || line[from + 2] == DELIMITER)) {
            bytes[size++] = Tuple.NULL;
            starts[column] = size;
            lengths[column] = 0;
            return from + 2;
        }
        bytes[size] = Tuple.TEXT;
        int start = size + 5;
        size = start;
        int at = from;
        int run = from;
        while (at < to) {
            byte character = line[at];
            if (character == DELIMITER) {
                break;
            }
            if (character == ESCAPE && at + 1 < to) {
                append(line, run, at);
                bytes[size++] = unescaped(line[at + 1]);
                at += 2;
                run = at;
            } else {
                at++;
            }
        }
        append(line, run, at);
        if (hashed[column]) {
            hash(start, to - at + 5 * (columns - column));
        }
        starts[column] = start;
        lengths[column] = size - start;
        int32(start - 4, size - start);
        return at;
    }

    private void append(byte[] line, int from, int to) {
        System.arraycopy(line, from, bytes, size, to - from);
        size += to - from;
    }

    /** {@code COPY TO} escapes these six, the delimiter and the backslash by a backslash. */
    private static byte unescaped(byte character) {
        return switch (character) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0B;
            default -> character;
        };
    }

    /** @param rest how many bytes must fit after it: the hash can be longer than the value */
    private void hash(int start, int rest) {
        String text = new String(bytes, start, size - start, StandardCharsets.UTF_8);
        byte[] hash = rules.replace(Protection.HASH, text).getBytes(StandardCharsets.UTF_8);
        size = start;
        reserve(hash.length + rest);
        System.arraycopy(hash, 0, bytes, size, hash.length);
        size += hash.length;
    }

    /** The partition of a row of a table with a key. */
    int partition(int start, int partitions) {
        int hash = start;
        for (int column = 0; column < columns; column++) {
            if (key[column]) {
                hash = KeyPartition.add(hash, forms[column], bytes, starts[column], lengths[column]);
            }
        }
        return KeyPartition.of(hash, partitions);
    }

    private void int16(int number) {
        bytes[size++] = (byte) (number >>> 8);
        bytes[size++] = (byte) number;
    }

    private void int32(int at, int number) {
        bytes[at] = (byte) (number >>> 24);
        bytes[at + 1] = (byte) (number >>> 16);
        bytes[at + 2] = (byte) (number >>> 8);
        bytes[at + 3] = (byte) number;
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }
}
