package io.millrace.core.evolve;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of storage columns: the source's name if free, else with a number appended. <p>A dot becomes {@code _}: arrays
 * named {@code a.b} and {@code a.c} would be one Nested column to ClickHouse, which refuses rows where they differ in
 * length, and maps so named cannot stand in one table.
 */
final class ColumnNames {
    /** Columns that Millrace adds to storage tables, and aliases of its queries. */
    private static final Set<String> OURS = Set.of(
            "_version",
            "_deleted",
            "_op",
            "_committed_at",
            "_captured_at",
            "_logged_at",
            "_landed_at",
            "_rescued",
            "_sign",
            "_ordinal",
            "_lsn",
            "_xid",
            "_hash",
            "_rows",
            "_copies",
            "_sum",
            "_rescued_rows");

    /** Names of ClickHouse's virtual columns: it refuses some, and others break mutations of the table. */
    private static final Set<String> VIRTUAL = Set.of(
            "_row_exists",
            "_block_number",
            "_block_offset",
            "_part",
            "_part_index",
            "_part_uuid",
            "_part_offset",
            "_part_granule_offset",
            "_part_starting_offset",
            "_part_data_version",
            "_partition_id",
            "_partition_value",
            "_sample_factor",
            "_distance",
            "_disk_name",
            "_table",
            "_database");

    private final Set<String> taken = new HashSet<>(OURS);

    ColumnNames(Iterable<WarehouseColumn> columns) {
        taken.addAll(VIRTUAL);
        columns.forEach(column -> taken.add(column.name()));
    }

    /** Returns a free name and reserves it. */
    String unused(String wanted) {
        String plain = wanted.replace('.', '_');
        String name = plain;
        for (int number = 2; !taken.add(name); number++) {
            name = plain + "_" + number;
        }
        return name;
    }
}
