package io.millrace.clickhouse.table;

import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A storage table and its view as they are in the warehouse.
 *
 * @param table the mirrored columns and the key
 * @param view the view, empty where there is none
 */
record StoredTable(WarehouseTable table, Optional<View> view) {

    /**
     * A view as it is.
     *
     * @param columns its columns in order
     * @param truncatedBelow the version that its rows must exceed
     */
    record View(List<WarehouseColumn> columns, BigInteger truncatedBelow) {}

    boolean viewShows(BigInteger truncatedBelow) {
        return view.isPresent() && view.get().equals(new View(table.columns(), truncatedBelow));
    }
}
