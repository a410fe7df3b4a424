package io.millrace.controller.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.core.event.TableId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The source tables with a view in the warehouse, according to the comments of their storage tables. */
public final class ShownTables {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WarehouseHttp warehouse;
    private final String query;

    /** @param config complete */
    public ShownTables(Config config) {
        this.warehouse = new WarehouseHttp(config.warehouse());
        // From the registry: the databases of two sources can have similar names.
        this.query = """
                SELECT JSONExtractUInt(`comment`, 'oid') AS `oid`, JSONExtractString(`comment`, 'schema') AS `schema`,
                       JSONExtractString(`comment`, 'table') AS `table`
                FROM `system`.`tables`
                WHERE (`engine` LIKE '%%MergeTree' OR `engine` = 'Distributed') AND startsWith(`comment`, '{"oid":') AND `oid` > 0
                  AND NOT JSONExtractBool(`comment`, 'gone')
                  AND (`database`, `name`) IN (
                      SELECT `storage_database`, `storage_name` FROM `millrace`.`tables` FINAL
                      WHERE `source` = %s AND `state` = 'live')""".formatted(literal(config.source().name()));
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /**
     * By {@code pg_class.oid}, with the names that they have in the warehouse.
     *
     * @throws ControllerException if the warehouse refuses or does not answer
     */
    public Map<Long, TableId> byOid() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        warehouse.copy(query, "JSONEachRow", out);
        Map<Long, TableId> tables = new TreeMap<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode row = JSON.readTree(line);
            tables.put(
                    row.path("oid").asLong(),
                    new TableId(row.path("schema").asText(), row.path("table").asText()));
        }
        return tables;
    }
}
