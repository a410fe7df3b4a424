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
        @Nullable Verified verified) {
    /** Of a table that was never compared by content. */
    public TableRows(
            String table,
            String view,
            @Nullable Long sourceRows,
            @Nullable Boolean sourceExact,
            @Nullable Instant sourceAt,
            @Nullable Long warehouseRows,
            @Nullable Instant warehouseAt,
            @Nullable Long difference) {
        this(table, view, sourceRows, sourceExact, sourceAt, warehouseRows, warehouseAt, difference, null);
    }

    public TableRows with(@Nullable Verified outcome) {
        return new TableRows(
                table, view, sourceRows, sourceExact, sourceAt, warehouseRows, warehouseAt, difference, outcome);
    }
}
