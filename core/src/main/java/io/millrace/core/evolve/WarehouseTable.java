package io.millrace.core.evolve;

import io.millrace.core.event.TableId;
import java.util.List;

/**
 * A storage table and its view. Metadata columns (those that Millrace adds) are not listed.
 *
 * @param source the table that it mirrors
 * @param columns the mirrored columns in the warehouse's order
 * @param key names of the columns of the sorting key, in order
 */
public record WarehouseTable(TableId source, List<WarehouseColumn> columns, List<String> key) {
    public WarehouseTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }
}
