package io.millrace.ops.api;

import java.util.List;

/**
 * Values that their columns could not hold, whose exact text is in {@code _misfits}, of the last 30 days.
 *
 * @param columns the warehouse's names of the columns
 */
public record Misfits(long values, List<String> columns) {
    public Misfits {
        columns = List.copyOf(columns);
    }
}
