package io.millrace.connect.stream;

import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.Tuple;
import java.util.Arrays;

/** The positions of key values in a row; reused for each row. */
final class KeyValues {
    private static final int NULL = -1;
    private static final int UNCHANGED = -2;

    private final int[] columns;
    private final KeyForm[] forms;
    private final byte[][] in;
    private final int[] from;
    private final int[] length;

    /**
     * @param columns the key columns, ascending
     * @param forms their key forms, in the same order
     */
    KeyValues(int[] columns, KeyForm[] forms) {
        this.columns = columns.clone();
        this.forms = forms.clone();
        in = new byte[columns.length][];
        from = new int[columns.length];
        length = new int[columns.length];
    }

    void read(Tuple row) {
        byte[] bytes = row.bytes();
        int at = Tuples.first(row);
        int column = 0;
        for (int i = 0; i < columns.length; i++) {
            while (column < columns[i]) {
                at = Tuples.next(bytes, at);
                column++;
            }
            in[i] = bytes;
            from[i] = at + Tuples.VALUE_HEAD;
            length[i] = switch (bytes[at]) {
                case Tuple.TEXT -> Tuple.int32(bytes, at + 1);
                case Tuple.NULL -> NULL;
                default -> UNCHANGED;
            };
        }
    }

    /** Takes untouched values from the old row. */
    void complete(KeyValues before) {
        for (int i = 0; i < columns.length; i++) {
            if (length[i] == UNCHANGED) {
                in[i] = before.in[i];
                from[i] = before.from[i];
                length[i] = before.length[i];
            }
        }
    }

    /** Whether both identify the same row. */
    boolean same(KeyValues other) {
        for (int i = 0; i < columns.length; i++) {
            if (length[i] < 0 || other.length[i] < 0) {
                if (length[i] != other.length[i]) {
                    return false;
                }
            } else if (!Arrays.equals(
                    in[i],
                    forms[i].from(in[i], from[i], length[i]),
                    forms[i].to(in[i], from[i], length[i]),
                    other.in[i],
                    forms[i].from(other.in[i], other.from[i], other.length[i]),
                    forms[i].to(other.in[i], other.from[i], other.length[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Whether keys of the same row have the same text. */
    boolean alike(KeyValues other) {
        for (int i = 0; i < columns.length; i++) {
            if (forms[i] != KeyForm.EXACT
                    && length[i] >= 0
                    && !Arrays.equals(
                            in[i],
                            from[i],
                            from[i] + length[i],
                            other.in[i],
                            other.from[i],
                            other.from[i] + other.length[i])) {
                return false;
            }
        }
        return true;
    }

    /** @param table the hash of the key's table */
    int partition(int table, int partitions) {
        int hash = table;
        for (int i = 0; i < columns.length; i++) {
            hash = KeyPartition.add(hash, forms[i], in[i], from[i], Math.max(0, length[i]));
        }
        return KeyPartition.of(hash, partitions);
    }
}
