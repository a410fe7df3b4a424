package io.millrace.ops.overview;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.event.TableId;
import io.millrace.ops.api.table.Load;
import io.millrace.ops.api.table.RescuedCount;
import io.millrace.ops.api.table.TableRows;
import io.millrace.ops.api.table.Verified;
import io.millrace.ops.warehouse.LoadQueries;
import io.millrace.ops.warehouse.MirroredTable;
import io.millrace.ops.warehouse.TableQueries;
import io.millrace.ops.warehouse.TableQueries.SourceRows;
import io.millrace.ops.warehouse.TableQueries.WarehouseRows;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows on both sides, table by table, and what else is known of the tables. */
public final class TableReading implements Supplier<List<TableRows>> {
    private final TableQueries queries;
    private final LoadQueries loads;
    private final String source;
    private final String database;

    /**
     * @param source the source's name
     * @param database where the views of its schema {@code public} are
     */
    public TableReading(TableQueries queries, LoadQueries loads, String source, String database) {
        this.queries = queries;
        this.loads = loads;
        this.source = source;
        this.database = database;
    }

    @Override
    public List<TableRows> get() {
        List<MirroredTable> mirrored = queries.mirrored(source);
        List<WarehouseRows> warehouse = queries.warehouseRows(mirrored);
        Map<String, Verified> verified = queries.verified(source);
        List<SourceRows> there = queries.sourceRows();
        Map<String, Load> loading =
                loads.loads(source, there.stream().collect(toMap(SourceRows::table, SourceRows::sourceRows)));
        Map<String, RescuedCount> rescued = queries.rescued();
        return compare(mirrored, warehouse, there, database).stream()
                .map(rows ->
                        rows.with(verified.get(rows.table()), loading.get(rows.table()), rescued.get(rows.table())))
                .toList();
    }

    /** Includes tables that are on one side only: they wait for their first change, or were dropped in the source. */
    static List<TableRows> compare(
            List<MirroredTable> mirrored, List<WarehouseRows> warehouse, List<SourceRows> source, String database) {
        Map<String, MirroredTable> tables = mirrored.stream().collect(toMap(MirroredTable::table, identity()));
        Map<String, WarehouseRows> there = warehouse.stream().collect(toMap(WarehouseRows::table, identity()));
        Map<String, SourceRows> here = source.stream().collect(toMap(SourceRows::table, identity()));
        TreeSet<String> names = new TreeSet<>(tables.keySet());
        names.addAll(here.keySet());
        return names.stream()
                .map(name -> rows(name, view(name, tables.get(name), database), here.get(name), there.get(name)))
                .toList();
    }

    private static TableRows rows(
            String table, String view, @Nullable SourceRows source, @Nullable WarehouseRows warehouse) {
        return new TableRows(
                table,
                view,
                source == null ? null : source.sourceRows(),
                source == null ? null : source.isExact(),
                source == null ? null : source.sampledAt(),
                warehouse == null ? null : warehouse.rows(),
                warehouse == null ? null : warehouse.at(),
                source == null || warehouse == null ? null : source.sourceRows() - warehouse.rows());
    }

    /** Where a table that is not mirrored yet will be: see the warehouse's naming in docs. */
    private static String view(String table, @Nullable MirroredTable mirrored, String database) {
        if (mirrored != null) {
            return mirrored.view();
        }
        TableNames names = TableNames.of(database, TableId.parse(table));
        return names.viewDatabase() + "." + names.name();
    }
}
