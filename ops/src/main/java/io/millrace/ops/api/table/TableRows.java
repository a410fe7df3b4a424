package io.millrace.ops.api.table;

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
        @Nullable RescuedCount rescued) {
    /** A table without comparisons, loads and rescued values. */
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

    /** The same counts, with other facts about the table. */
    public TableRows with(@Nullable Verified outcome, @Nullable Load current, @Nullable RescuedCount unfit) {
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
