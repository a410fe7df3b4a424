package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Storage tables that are rebuilt beside the present ones. */
final class Rebuilding {
    private static final Pattern PLAIN = Pattern.compile("\\w+");
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_INSERT = Duration.ofSeconds(60);

    /** No table is built for so long: the process has ended. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final ClickHouseClient client;
    private final Duration abandoned;

    Rebuilding(ClickHouseClient client) {
        this(client, ABANDONED);
    }

    Rebuilding(ClickHouseClient client, Duration abandoned) {
        this.client = client;
        this.abandoned = abandoned;
    }

    /** Where a process builds: hardly ever where another one does. */
    static TableNames beside(TableNames names) {
        return names.rebuilt(Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000)));
    }

    /** Drops what processes that have ended have left of a table. */
    void dropAbandoned(TableNames names) {
        List<String> parts = new ArrayList<>();
        String prefix = names.rebuilt("").storageName();
        prefix = prefix.substring(0, prefix.length() - TableNames.REBUILT.length());
        int from = prefix.length();
        client.query(
                "SELECT `name` FROM `system`.`tables` WHERE `database` = {database:String} AND startsWith(`name`, {prefix:String})"
                        + " AND endsWith(`name`, {suffix:String}) AND `engine` LIKE '%MergeTree'"
                        + " AND `metadata_modification_time` < now() - {seconds:Int64}",
                Map.of(
                        "database",
                        names.storageDatabase(),
                        "prefix",
                        prefix,
                        "suffix",
                        TableNames.REBUILT,
                        "seconds",
                        String.valueOf(abandoned.toSeconds())),
                row -> parts.add(
                        row.text("name").substring(from, row.text("name").length() - TableNames.REBUILT.length())));
        for (String part : parts) {
            drop(names.rebuilt(part));
        }
    }

    void drop(TableNames built) {
        if (built.sharded()) {
            client.execute("DROP TABLE IF EXISTS " + built.rows() + " SYNC");
        }
        client.execute("DROP TABLE IF EXISTS " + built.storage() + " SYNC");
    }

    /** Identifies a storage table, whatever its name is; empty if there is none. */
    String id(TableNames names) {
        StringBuilder id = new StringBuilder();
        client.query(
                "SELECT toString(`uuid`) AS `id` FROM `system`.`tables` WHERE `database` = {database:String} AND `name` = {name:String}",
                Map.of("database", names.storageDatabase(), "name", names.storageName()),
                row -> id.append(row.text("id")));
        return id.toString();
    }

    /**
     * Returns when the inserts into a table that run now have ended: they may have begun when another table had its name, which they
     * write to then.
     */
    void awaitInserts(TableNames names) {
        long deadline = System.nanoTime() + LONGEST_INSERT.toNanos();
        Set<String> running = new HashSet<>(inserts(names));
        while (!running.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        running.size() + " inserts into " + names.storage() + " run for more than "
                                + LONGEST_INSERT.toSeconds() + " s",
                        null);
            }
            try {
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WarehouseException(
                        ErrorCode.WAREHOUSE_UNAVAILABLE, "Interrupted while inserts were awaited", e);
            }
            running.retainAll(inserts(names));
        }
    }

    /** None where the user may not read {@code system.processes}. */
    private Set<String> inserts(TableNames names) {
        try {
            return running(names);
        } catch (WarehouseException e) {
            if (e.code() == ErrorCode.WAREHOUSE_DENIED) {
                return Set.of();
            }
            throw e;
        }
    }

    private Set<String> running(TableNames names) {
        Set<String> running = new HashSet<>();
        String processes = client.cluster().exists()
                ? client.cluster().everyReplica("system", "processes")
                : "`system`.`processes`";
        String ofTable = PLAIN.matcher(names.storageName()).matches()
                ? " AND position(`query`, " + Identifiers.literal(names.storageName()) + ") > 0"
                : "";
        client.query(
                "SELECT `query_id` FROM " + processes + " WHERE `query_kind` IN ('Insert', 'AsyncInsertFlush')"
                        + ofTable + (client.cluster().exists() ? " SETTINGS skip_unavailable_shards = 1" : ""),
                Map.of(),
                row -> running.add(row.text("query_id")));
        return running;
    }

    /** The definitions of storage's columns by name, in order. */
    Map<String, String> columns(TableNames names) {
        Map<String, String> columns = new LinkedHashMap<>();
        client.query(
                """
                SELECT `name`, `type`, `default_kind`, `default_expression`, `comment` FROM `system`.`columns`
                WHERE `database` = {database:String} AND `table` = {name:String} ORDER BY `position`""",
                Map.of("database", names.storageDatabase(), "name", names.storageName()),
                row -> columns.put(
                        row.text("name"),
                        Identifiers.quote(row.text("name")) + " " + row.text("type")
                                + (row.text("default_kind").isEmpty()
                                        ? ""
                                        : " " + row.text("default_kind") + " " + row.text("default_expression"))
                                + " COMMENT " + Identifiers.literal(row.text("comment"))));
        return columns;
    }
}
