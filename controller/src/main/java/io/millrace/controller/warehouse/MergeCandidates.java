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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The storage of tables that has several parts, and how they are merged into one. */
final class MergeCandidates {
    /** A merge writes all of the table again, and alterations of its rows wait for it: here a minute or two. */
    private static final long LARGEST_LOADED_GIB = 8;

    /** An alteration is given up after a minute, and changes of all tables wait behind it. */
    private static final long LARGEST_RESTING_GIB = 2;

    /** Tables with fewer rows outside of their largest part than one in so many would be written again for little. */
    private static final int ROWS_PER_CHANGE = 200;

    /** It merges parts already, or has no room or no memory for it. */
    private static final String NOT_NOW = "(CANNOT_ASSIGN_OPTIMIZE)";

    /** The table is dropped, or exchanged for another one. */
    private static final List<String> GONE = List.of("(UNKNOWN_TABLE)", "(UNKNOWN_DATABASE)", "(ABORTED)");

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Config config;

    /** @param config complete */
    MergeCandidates(Config config) {
        this.config = config;
    }

    /** The storage of a table, quoted; empty if it has one part or is too large. */
    Optional<String> of(TableId table) throws IOException {
        return read(" AND `source_table` = " + Identifiers.literal(table.toString()), LARGEST_LOADED_GIB, "").stream()
                .findFirst();
    }

    /**
     * The storage of tables with a key that rest and were changed, quoted, those with most rows outside of their largest part
     * first. Left out is what is being merged or altered: its merge would wait, and be refused in the end.
     *
     * @param quiet how long nothing has been written to them
     * @param rows how many they have at least
     */
    List<String> resting(Duration quiet, long rows) throws IOException {
        return read(
                " AND `kind` = 'keyed'", LARGEST_RESTING_GIB, """
                 AND sum(`rows`) >= %d AND max(`modification_time`) <= now() - %d
                    AND (sum(`rows`) - max(`rows`)) * %d >= sum(`rows`)
                    AND (`database`, `table`) NOT IN (SELECT `database`, `table` FROM `system`.`merges`)
                    AND (`database`, `table`) NOT IN (SELECT `database`, `table` FROM `system`.`mutations` WHERE NOT `is_done`)
                ORDER BY sum(`rows`) - max(`rows`) DESC""".formatted(rows, quiet.toSeconds(), ROWS_PER_CHANGE));
    }

    private List<String> read(String which, long largestGib, String having) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new WarehouseHttp(config.warehouse(), LONGEST)
                .copy(
                        """
                SELECT `database`, `table` FROM `system`.`parts`
                WHERE `active` AND (`database`, `table`) IN (
                    SELECT `storage_database`, `storage_name` FROM `millrace`.`tables` FINAL
                    WHERE `source` = %s%s AND `state` IN ('live', 'paused'))
                GROUP BY `database`, `table` HAVING count() > 1 AND sum(`bytes_on_disk`) <= %d%s""".formatted(Identifiers.literal(config.source().name()), which, largestGib << 30, having),
                        "JSONEachRow",
                        out);
        List<String> storages = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode storage = JSON.readTree(line);
            storages.add(Identifiers.quote(
                    storage.path("database").asText(), storage.path("table").asText()));
        }
        return storages;
    }

    /** Whether it may be possible some minutes later, by a refusal of {@link #merge}. */
    static boolean isForNow(String refusal) {
        return refusal.contains(NOT_NOW);
    }

    /** Whether there is nothing to merge any more, by a refusal. */
    static boolean isGone(String refusal) {
        return GONE.stream().anyMatch(refusal::contains);
    }

    /** @return why the warehouse refuses; empty if the parts are one now */
    Optional<String> merge(String storage) throws IOException {
        try {
            // Otherwise it says that all is well when it has merged nothing.
            List<String> unused = new WarehouseHttp(config.warehouse(), LONGEST)
                    .lines("OPTIMIZE TABLE " + storage
                            + " FINAL SETTINGS optimize_throw_if_noop = 1, optimize_skip_merged_partitions = 1");
            return Optional.empty();
        } catch (ControllerException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
