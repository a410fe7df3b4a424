package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row at one moment, one for each column of its schema.
 *
 * <p>Values are Java objects of the class that {@link io.millrace.core.type.warehouse.WarehouseType} names for the column, so that a
 * writer needs no further conversion. {@code null} is SQL NULL; {@link #UNCHANGED} stands for a value that the event
 * does not carry because the change did not touch it (an out-of-line TOAST value). A row of a block has its values as bytes
 * as well, {@link #encoded}; objects are made of them only on demand.
 */
public final class RowImage {
    /** Which values of an image are known. */
    public enum Kind {
        /** Every column is known. */
        FULL,
        /**
         * Only key columns are real; the others are null here, whatever their column allows, and land as the type's
         * zero. So is every delete: without REPLICA IDENTITY FULL Postgres fills the other columns with zeros and empty
         * strings, and the event does not show which it was.
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

    private final Kind kind;
    private final Map<String, String> rescued;
    private final @Nullable EncodedRow encoded;
    private @Nullable Object @Nullable [] values;

    /**
     * @param kind which values can be trusted
     * @param values one entry a column; read only, not copied for speed
     * @param rescued exact source text of each value that its warehouse column cannot hold, by column name; mostly
     *     empty
     */
    public RowImage(Kind kind, @Nullable Object[] values, Map<String, String> rescued) {
        this(kind, values, null, rescued);
    }

    /** An image whose values are bytes; not {@link Kind#PARTIAL}. */
    public RowImage(Kind kind, EncodedRow encoded, Map<String, String> rescued) {
        this(kind, null, encoded, rescued);
    }

    private RowImage(
            Kind kind,
            @Nullable Object @Nullable [] values,
            @Nullable EncodedRow encoded,
            Map<String, String> rescued) {
        this.kind = kind;
        this.values = values;
        this.encoded = encoded;
        this.rescued = rescued;
    }

    public Kind kind() {
        return kind;
    }

    /** Exact source text of each value that its warehouse column cannot hold, by column name; mostly empty. */
    public Map<String, String> rescued() {
        return rescued;
    }

    /** The image with its rescued values renamed. */
    public RowImage withRescued(Map<String, String> renamed) {
        return new RowImage(kind, values, encoded, renamed);
    }

    /** The values as bytes; null for a row that did not come as bytes, or was changed since. */
    public @Nullable EncodedRow encoded() {
        return encoded;
    }

    /** One entry a column; read only. */
    public @Nullable Object[] values() {
        @Nullable Object[] known = values;
        if (known == null) {
            known = requireNonNull(encoded, "encoded is null").values();
            values = known;
        }
        return known;
    }

    /** Whether a value is SQL NULL, or not real. */
    public boolean isNull(int column) {
        return encoded == null ? values()[column] == null : encoded.isNull(column);
    }

    /**
     * The image with missing values taken from an earlier one of the same row.
     *
     * @param columns of both
     */
    public RowImage completedFrom(RowImage earlier, List<Column> columns) {
        if (kind != Kind.PARTIAL) {
            return this;
        }
        @Nullable Object[] complete = values().clone();
        Map<String, String> all = new HashMap<>(rescued);
        boolean full = true;
        for (int i = 0; i < complete.length; i++) {
            if (complete[i] == UNCHANGED) {
                complete[i] = earlier.values()[i];
                full &= complete[i] != UNCHANGED;
                String rescuedText = earlier.rescued.get(columns.get(i).name());
                if (rescuedText != null) {
                    all.put(columns.get(i).name(), rescuedText);
                }
            }
        }
        return new RowImage(full ? Kind.FULL : Kind.PARTIAL, complete, all);
    }

    /** Without values: they never go to logs. */
    @Override
    public String toString() {
        return "RowImage[" + kind + "]";
    }
}
