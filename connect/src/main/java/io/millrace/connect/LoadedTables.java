package io.millrace.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.core.event.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which tables a load reads, by {@code pg_class.oid}: between the moments at which the load is asked for, the table is read and
 * its rows are described, its name can become that of another one.
 *
 * @param oids by name; 0 where any table of the name will do
 */
record LoadedTables(Map<TableId, Long> oids) {
    /** The setting that has them; without it, any table. */
    static final String SETTING = "millrace.tables";

    private static final ObjectMapper JSON = new ObjectMapper();

    LoadedTables {
        oids = Map.copyOf(oids);
    }

    static LoadedTables of(Map<String, ?> settings) {
        Object text = settings.get(SETTING);
        Map<TableId, Long> oids = new HashMap<>();
        if (text != null) {
            try {
                for (JsonNode table : JSON.readTree(text.toString())) {
                    oids.put(
                            new TableId(table.path(0).asText(), table.path(1).asText()),
                            table.path(2).asLong());
                }
            } catch (JsonProcessingException e) {
                throw new ConfigException(SETTING, text, "no list of tables");
            }
        }
        return new LoadedTables(oids);
    }

    /** As a setting. */
    String text() {
        ArrayNode list = JSON.createArrayNode();
        oids.forEach((table, oid) ->
                list.addArray().add(table.schema()).add(table.table()).add(oid));
        return list.toString();
    }

    /** 0 where any table of the name will do. */
    long oid(TableId table) {
        return oids.getOrDefault(table, 0L);
    }
}
