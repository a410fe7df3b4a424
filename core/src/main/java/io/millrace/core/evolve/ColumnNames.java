package io.millrace.core.evolve;

import java.util.HashSet;
import java.util.Set;

/** Names of storage columns: the source's own while it is free, else with a number behind it. */
final class ColumnNames {
    /** What Millrace adds to storage tables itself. */
    private static final Set<String> METADATA = Set.of(
            "_version",
            "_deleted",
            "_op",
            "_committed_at",
            "_captured_at",
            "_logged_at",
            "_landed_at",
            "_misfits",
            "_sign",
            "_ordinal",
            "_lsn",
            "_xid");

    private final Set<String> taken = new HashSet<>(METADATA);

    ColumnNames(Iterable<WarehouseColumn> columns) {
        columns.forEach(column -> taken.add(column.name()));
    }

    /** A name that no column has; it is taken from now on. */
    String unused(String wanted) {
        String name = wanted;
        for (int number = 2; !taken.add(name); number++) {
            name = wanted + "_" + number;
        }
        return name;
    }
}
