package io.millrace.controller.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.core.event.TableId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges the storage of each loaded table into one part, once. Views take the latest version of each key ({@code FINAL}), which
 * costs several times the rest of a query while parts overlap and nothing while there is one; ClickHouse itself stops long before
 * that. Left out are tables of more than {@value #LARGEST_GIB} GiB, and clusters, whose servers merge by their own settings. A
 * merge that fails is not repeated: nothing but the speed of queries depends on it. Thread-safe.
 */
public final class CompleteMerges {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A merge writes all of the table again. */
    private static final long LARGEST_GIB = 50;

    private final Config config;
    private final Consumer<String> log;
    private final Set<TableId> waiting = new LinkedHashSet<>();
    private boolean running;

    /**
     * @param config complete; without a warehouse nothing is merged
     * @param log receives messages for the operator, in full sentences
     */
    public CompleteMerges(Config config, Consumer<String> log) {
        this.config = config;
        this.log = log;
    }

    /** A table has been loaded; it is merged from the next {@link #start} on. */
    public synchronized void loaded(TableId table) {
        if (config.warehouse().url().isPresent() && config.warehouse().cluster().isEmpty()) {
            waiting.add(table);
        }
    }

    /** Merges what has been loaded, one table at a time, in a thread of its own. For when no load runs: both are work for all cores. */
    public synchronized void start() {
        if (!running && !waiting.isEmpty()) {
            running = true;
            Thread thread = new Thread(this::run, "complete-merges");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        for (TableId table = next(); table != null; table = next()) {
            try {
                merge(table);
            } catch (IOException | ControllerException e) {
                log.accept(
                        "The parts of table " + table + " were not merged after its load, so queries of it are slower"
                                + " until the warehouse has merged them by itself: " + e.getMessage());
            }
        }
    }

    private synchronized @Nullable TableId next() {
        TableId table = waiting.stream().findFirst().orElse(null);
        waiting.remove(table);
        running = table != null;
        return table;
    }

    private void merge(TableId table) throws IOException {
        WarehouseHttp warehouse = new WarehouseHttp(config.warehouse());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        warehouse.copy(
                """
                SELECT `database`, `table` FROM `system`.`parts`
                WHERE `active` AND (`database`, `table`) IN (
                    SELECT `storage_database`, `storage_name` FROM `millrace`.`tables` FINAL
                    WHERE `source` = %s AND `source_table` = %s AND `state` = 'live')
                GROUP BY `database`, `table` HAVING count() > 1 AND sum(`bytes_on_disk`) <= %d""".formatted(
                                Identifiers.literal(config.source().name()),
                                Identifiers.literal(table.toString()),
                                LARGEST_GIB << 30),
                "JSONEachRow",
                out);
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode storage = JSON.readTree(line);
            warehouse.lines("OPTIMIZE TABLE "
                    + Identifiers.quote(
                            storage.path("database").asText(),
                            storage.path("table").asText())
                    + " FINAL");
        }
    }
}
