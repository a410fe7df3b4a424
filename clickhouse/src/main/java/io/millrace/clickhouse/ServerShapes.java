package io.millrace.clickhouse;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.client.TypesDifferException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.rowbinary.ValueEncoders;
import io.millrace.core.warehouse.WarehouseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which servers of a cluster have a table as it is written to. A server that was down carries out definitions some time after it
 * answers again; until then it would misread the bytes of a row whose types have changed.
 */
final class ServerShapes {
    private final ClickHouseClient client;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(int server, List<WarehouseColumn> columns) {}

    ServerShapes(ClickHouseClient client) {
        this.client = client;
    }

    /**
     * Asks a server once, until another one is used or the table changes.
     *
     * @param target the table that is inserted into, quoted
     * @throws WarehouseException with WAREHOUSE_OVERLOADED where the server has other types yet than another one, and with
     *     SCHEMA_NOT_FOLLOWED where it lacks the table or a column
     * @throws TypesDifferException where no server has the types
     */
    void require(int server, String target, WarehouseTable table) {
        if (!client.cluster().exists()) {
            return;
        }
        Seen wanted = new Seen(server, table.columns());
        if (wanted.equals(seen.get(target))) {
            return;
        }
        List<String> place = Identifiers.names(target);
        String columns = "`database` = " + Identifiers.literal(place.get(0)) + " AND `table` = "
                + Identifiers.literal(place.get(1));
        Map<String, String> types = new HashMap<>();
        client.query(
                server,
                "SELECT `name`, `type` FROM `system`.`columns` WHERE " + columns,
                Map.of(),
                row -> types.put(row.text("name"), row.text("type")));
        for (WarehouseColumn column : table.columns()) {
            if (!ValueEncoders.knows(column.type())) {
                continue; // It is not written.
            }
            String type = types.get(column.name());
            if (type == null) {
                throw new WarehouseException(
                        ErrorCode.SCHEMA_NOT_FOLLOWED,
                        "ClickHouse at " + client.endpoint(server) + " has no column " + column.name() + " in "
                                + target,
                        null);
            }
            if (!type.equals(column.type().sql())) {
                if (!isAnywhere(server, columns, column)) {
                    throw new TypesDifferException(target + " has " + type + " for " + column.name() + ", not "
                            + column.type().sql());
                }
                throw new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "ClickHouse at " + client.endpoint(server) + " has " + type + " for the column " + column.name()
                                + " of " + target + ", not yet " + column.type().sql()
                                + ": see system.distributed_ddl_queue there. This goes on by itself.",
                        null);
            }
        }
        seen.put(target, wanted);
    }

    /** Whether any server that answers has a column as it is wanted. */
    private boolean isAnywhere(int server, String columns, WarehouseColumn column) {
        boolean[] found = {false};
        client.query(
                server,
                "SELECT 1 AS `found` FROM " + client.cluster().everyReplica("system", "columns") + " WHERE " + columns
                        + " AND `name` = " + Identifiers.literal(column.name()) + " AND `type` = "
                        + Identifiers.literal(column.type().sql())
                        + " LIMIT 1 SETTINGS skip_unavailable_shards = 1",
                Map.of(),
                row -> found[0] = true);
        return found[0];
    }
}
