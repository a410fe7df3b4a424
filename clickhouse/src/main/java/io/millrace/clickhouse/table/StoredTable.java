package io.millrace.clickhouse.table;

import io.millrace.core.evolve.WarehouseTable;
import org.jspecify.annotations.Nullable;

/**
 * A storage table and its view as they are in the warehouse.
 *
 * @param table the mirrored columns and the key
 * @param viewComment the view's comment, which describes the view; null if there is no view
 */
record StoredTable(WarehouseTable table, @Nullable String viewComment) {}
