package io.millrace.controller.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.lease.LeaseLostException;
import io.millrace.core.event.TableId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
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
    /** A merge writes all of the table again, and alterations of its rows wait for it: a minute or two. */
    private static final long LARGEST_GIB = 8;

    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** The engine refuses while parts are being merged or altered. */
    private static final int ATTEMPTS = 6;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Config config;
    private final Lease lease;
    private final Consumer<String> log;
    private final Set<TableId> waiting = new LinkedHashSet<>();
    private boolean idle;
    private boolean running;

    /** Only the first of several failures in a row is logged: with many tables the reason is most likely the same. */
    private boolean failing;

    /**
     * @param config complete; without a warehouse nothing is merged
     * @param lease asked before each table
     * @param log receives messages for the operator, in full sentences
     */
    public CompleteMerges(Config config, Lease lease, Consumer<String> log) {
        this.config = config;
        this.lease = lease;
        this.log = log;
    }

    /** A table has been loaded; it is merged when no load runs. */
    public synchronized void loaded(TableId table) {
        if (config.warehouse().url().isPresent() && config.warehouse().cluster().isEmpty()) {
            waiting.add(table);
        }
    }

    /**
     * Merges what has been loaded, one table at a time in a thread of its own, as long as no load runs: both are work for all
     * cores.
     *
     * @param now whether no load runs
     */
    public synchronized void idle(boolean now) {
        idle = now;
        if (idle && !running && !waiting.isEmpty()) {
            Thread thread = new Thread(this::run, "complete-merges");
            thread.setDaemon(true);
            thread.start();
            running = true;
        }
    }

    private void run() {
        for (TableId table = next(); table != null; table = next()) {
            String reason;
            try {
                lease.require();
                reason = merge(table).orElse("");
            } catch (LeaseLostException e) {
                forget();
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                forget();
                continue;
            } catch (IOException | RuntimeException e) {
                reason = String.valueOf(e.getMessage());
            } catch (Throwable e) {
                // Out of memory, most likely: later loads are merged all the same.
                reason = e.toString();
            }
            if (!reason.isEmpty() && !failing) {
                log.accept(
                        "The parts of table " + table + " were not merged after its load, so queries of it are slower"
                                + " until the warehouse has merged them by itself: " + reason);
            }
            failing = !reason.isEmpty();
        }
    }

    private synchronized @Nullable TableId next() {
        TableId table = idle ? waiting.stream().findFirst().orElse(null) : null;
        if (table != null) {
            waiting.remove(table);
        }
        running = table != null;
        return table;
    }

    private synchronized void forget() {
        waiting.clear();
    }

    /** @return why it could not be merged; empty if it was, or needs no merge */
    private Optional<String> merge(TableId table) throws IOException, InterruptedException {
        WarehouseHttp warehouse = new WarehouseHttp(config.warehouse(), LONGEST);
        String refusal = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<String> storage = overlapping(warehouse, table);
            if (storage.isEmpty()) {
                return Optional.empty();
            }
            try {
                // Otherwise it says that all is well when it has merged nothing.
                warehouse.lines("OPTIMIZE TABLE " + storage.get()
                        + " FINAL SETTINGS optimize_throw_if_noop = 1, optimize_skip_merged_partitions = 1");
                return Optional.empty();
            } catch (ControllerException e) {
                refusal = String.valueOf(e.getMessage());
            }
            Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
        }
        return Optional.of(refusal);
    }

    /** The storage of a table, quoted, if it has several parts and is not too large. */
    private Optional<String> overlapping(WarehouseHttp warehouse, TableId table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        warehouse.copy(
                """
                SELECT `database`, `table` FROM `system`.`parts`
                WHERE `active` AND (`database`, `table`) IN (
                    SELECT `storage_database`, `storage_name` FROM `millrace`.`tables` FINAL
                    WHERE `source` = %s AND `source_table` = %s AND `state` IN ('live', 'paused'))
                GROUP BY `database`, `table` HAVING count() > 1 AND sum(`bytes_on_disk`) <= %d""".formatted(
                                Identifiers.literal(config.source().name()),
                                Identifiers.literal(table.toString()),
                                LARGEST_GIB << 30),
                "JSONEachRow",
                out);
        String line = out.toString(StandardCharsets.UTF_8).strip();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        JsonNode storage = JSON.readTree(line);
        return Optional.of(Identifiers.quote(
                storage.path("database").asText(), storage.path("table").asText()));
    }
}
