package io.millrace.core.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row at one moment, one for each column of its schema.
 *
 * <p>Values are Java objects of the class that {@link io.millrace.core.type.WarehouseType} names for the column, so that a
 * writer needs no further conversion. {@code null} is SQL NULL; {@link #UNCHANGED} stands for a value that the event
 * does not carry because the change did not touch it (an out-of-line TOAST value).
 *
 * @param kind which values can be trusted
 * @param values one entry a column; read only, not copied for speed
 * @param misfits exact source text of each value that its warehouse column cannot hold, by column name; mostly empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record RowImage(Kind kind, @Nullable Object[] values, Map<String, String> misfits) {

    /** Which values of an image are real. */
    public enum Kind {
        /** Every column is known. */
        FULL,
        /**
         * Only key columns are real; the others are null here, whatever their column allows, and land as the type's zero.
         * So is every delete: without REPLICA IDENTITY FULL Postgres fills the other columns with zeros and empty
         * strings, and the event does not tell which it was.
         */
        KEY_ONLY,
        /** Every column is known but those that are {@link #UNCHANGED}. */
        PARTIAL
    }

    /** Marks a value that the event does not carry. */
    public static final Object UNCHANGED = new Object() {
        @Override
        public String toString() {
            return "UNCHANGED";
        }
    };

    /**
     * With the values that this image does not carry taken from an earlier one of the same row.
     *
     * @param columns of both
     */
    public RowImage completedFrom(RowImage earlier, List<Column> columns) {
        if (kind != Kind.PARTIAL) {
            return this;
        }
        @Nullable Object[] complete = values.clone();
        Map<String, String> all = new HashMap<>(misfits);
        boolean full = true;
        for (int i = 0; i < complete.length; i++) {
            if (complete[i] == UNCHANGED) {
                complete[i] = earlier.values[i];
                full &= complete[i] != UNCHANGED;
                String misfit = earlier.misfits.get(columns.get(i).name());
                if (misfit != null) {
                    all.put(columns.get(i).name(), misfit);
                }
            }
        }
        return new RowImage(full ? Kind.FULL : Kind.PARTIAL, complete, all);
    }
}
