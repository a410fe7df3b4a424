package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.WarehouseTypeParser;
import io.millrace.core.warehouse.WarehouseException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from ClickHouse's own catalogue how a table is. */
final class Catalogue {
    private static final Set<String> METADATA = Set.of(
            "_version", "_deleted", "_op", "_committed_at", "_captured_at", "_logged_at", "_landed_at", "_misfits");

    private static final Pattern BOUND = Pattern.compile("toUInt128\\('(\\d+)'\\)\\s*$");

    private final ClickHouseClient client;

    Catalogue(ClickHouseClient client) {
        this.client = client;
    }

    static boolean isMetadata(String column) {
        return METADATA.contains(column);
    }

    /** @throws WarehouseException with SCHEMA_NOT_FOLLOWED where something else than our view has the view's name */
    Optional<StoredTable> read(TableNames names) {
        Map<String, ?> params =
                Map.of("storage", names.storageDatabase(), "view", names.viewDatabase(), "name", names.name());
        List<WarehouseColumn> stored = new ArrayList<>();
        List<WarehouseColumn> viewed = new ArrayList<>();
        client.query("""
                SELECT `database` = {storage:String} AS stored, `name`, `type`
                FROM `system`.`columns`
                WHERE `database` IN ({storage:String}, {view:String}) AND `table` = {name:String}
                ORDER BY `database`, `position`""", params, row -> (row.bool("stored") ? stored : viewed).add(column(row)));
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        stored.removeIf(column -> isMetadata(column.name()));
        List<String> key = new ArrayList<>();
        List<StoredTable.View> views = new ArrayList<>();
        client.query("""
                SELECT `database` = {storage:String} AS stored, `engine`, `sorting_key`, `as_select`
                FROM `system`.`tables`
                WHERE `database` IN ({storage:String}, {view:String}) AND `name` = {name:String}""", params, row -> {
            if (row.bool("stored")) {
                key.addAll(SortingKey.parse(row.text("sorting_key")));
            } else {
                requireView(names, row.text("engine"));
                views.add(new StoredTable.View(viewed, bound(row.text("as_select"))));
            }
        });
        return Optional.of(new StoredTable(
                new WarehouseTable(names.source(), stored, key), views.stream().findFirst()));
    }

    private static WarehouseColumn column(Row row) {
        return new WarehouseColumn(row.text("name"), WarehouseTypeParser.parse(row.text("type")));
    }

    private static BigInteger bound(String select) {
        Matcher bound = BOUND.matcher(select);
        return bound.find() ? new BigInteger(bound.group(1)) : BigInteger.valueOf(-1);
    }

    private static void requireView(TableNames names, String engine) {
        if (!engine.equals("View")) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    names.view() + " exists and is no view (engine " + engine + "), so " + names.source()
                            + " cannot be shown there. Rename that table or choose another warehouse.database.",
                    null);
        }
    }
}
