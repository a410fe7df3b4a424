package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row's key columns. Made of objects or of bytes; the two are never equal, so that all keys of a batch must be of
 * one kind.
 */
abstract sealed class RowKey {
    /** @param indexes of the key's columns, or {@link ColumnBinding#ABSENT} */
    static RowKey ofValues(RowChange change, int[] indexes) {
        @Nullable Object[] row = change.row().values();
        @Nullable Object[] values = new Object[indexes.length];
        for (int i = 0; i < values.length; i++) {
            Object value = indexes[i] == ColumnBinding.ABSENT ? null : row[indexes[i]];
            // The sign of zero does not distinguish rows.
            values[i] = value instanceof Double number && number == 0 ? Double.valueOf(0) : value;
        }
        return new Values(values);
    }

    /** @param indexes of the key's columns, none of them absent */
    static RowKey ofBytes(EncodedRow row, int[] indexes) {
        return new Encoded(row, indexes);
    }

    /** Whether equal keys of a table have equal bytes: not for floats, as zero equals minus zero. */
    static boolean isComparedByBytes(WarehouseTable table) {
        for (WarehouseColumn column : table.columns()) {
            if ((column.type() == Simple.FLOAT32 || column.type() == Simple.FLOAT64)
                    && table.key().contains(column.name())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a row's key can be compared as bytes. */
    static boolean isEncoded(RowChange change, int[] indexes) {
        return change.row().encoded() != null && Arrays.stream(indexes).noneMatch(i -> i == ColumnBinding.ABSENT);
    }

    /** Bytes among the values compare by content. */
    private static final class Values extends RowKey {
        private final @Nullable Object[] values;

        Values(@Nullable Object[] values) {
            this.values = values;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Values key && Arrays.deepEquals(values, key.values);
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(values);
        }
    }

    private static final class Encoded extends RowKey {
        private final EncodedRow row;
        private final int[] indexes;
        private final int hash;

        Encoded(EncodedRow row, int[] indexes) {
            this.row = row;
            this.indexes = indexes;
            int sum = 1;
            byte[] bytes = row.bytes();
            for (int index : indexes) {
                for (int i = row.start(index), end = row.end(index); i < end; i++) {
                    sum = 31 * sum + bytes[i];
                }
            }
            this.hash = sum;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Encoded key) || key.hash != hash || key.indexes.length != indexes.length) {
                return false;
            }
            for (int i = 0; i < indexes.length; i++) {
                if (!Arrays.equals(
                        row.bytes(),
                        row.start(indexes[i]),
                        row.end(indexes[i]),
                        key.row.bytes(),
                        key.row.start(key.indexes[i]),
                        key.row.end(key.indexes[i]))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
