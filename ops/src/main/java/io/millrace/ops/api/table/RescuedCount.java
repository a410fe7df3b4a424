package io.millrace.ops.api.table;

import java.util.List;

/**
 * Values that their columns could not hold, whose exact text is in {@code _rescued}, of the last 30 days.
 *
 * @param columns the warehouse's names of the columns
 */
public record RescuedCount(long values, List<String> columns) {
    public RescuedCount {
        columns = List.copyOf(columns);
    }
}
