package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.evolve.WarehouseTable;
import java.util.List;

/**
 * Rows for one storage table, in stream order. Changes of different schema versions can stand side by side: the writer
 * matches columns by name.
 *
 * @param table the table to insert into, already evolved to hold every column of the changes
 * @param changes inserts, updates, deletes and snapshot rows of that table
 */
public record TableBatch(WarehouseTable table, List<RowChange> changes) {
    public TableBatch {
        changes = List.copyOf(changes);
    }
}
