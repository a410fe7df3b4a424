package io.millrace.core.plan;

import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import java.util.Map;

/**
 * Which of the tables that were asked for the warehouse has.
 *
 * @param byOid by {@code pg_class.oid}, of those asked for by number
 * @param byName by the current name, of those asked for by name
 */
public record FoundTables(Map<Long, WarehouseTable> byOid, Map<TableId, WarehouseTable> byName) {
    public FoundTables {
        byOid = Map.copyOf(byOid);
        byName = Map.copyOf(byName);
    }
}
