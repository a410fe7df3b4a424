package io.millrace.ops.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rows of one table in the source and in the warehouse; the two are counted at slightly different moments. */
public record TableRows(
        String table,
        String view,
        @Nullable Long sourceRows,
        @Nullable Boolean sourceExact,
        @Nullable Instant sourceAt,
        @Nullable Long warehouseRows,
        @Nullable Instant warehouseAt,
        @Nullable Long difference,
        @Nullable Verified verified,
        @Nullable Load load,
        @Nullable Misfits misfits) {
    /** Of a table that was never compared by content, is not being loaded, and has no misfits. */
    public TableRows(
            String table,
            String view,
            @Nullable Long sourceRows,
            @Nullable Boolean sourceExact,
            @Nullable Instant sourceAt,
            @Nullable Long warehouseRows,
            @Nullable Instant warehouseAt,
            @Nullable Long difference) {
        this(table, view, sourceRows, sourceExact, sourceAt, warehouseRows, warehouseAt, difference, null, null, null);
    }

    /** The same counts, and what else is known of the table. */
    public TableRows with(@Nullable Verified outcome, @Nullable Load current, @Nullable Misfits unfit) {
        return new TableRows(
                table,
                view,
                sourceRows,
                sourceExact,
                sourceAt,
                warehouseRows,
                warehouseAt,
                difference,
                outcome,
                current,
                unfit);
    }
}
