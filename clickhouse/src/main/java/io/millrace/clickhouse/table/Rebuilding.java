package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Storage tables that are built anew beside the present ones, by this process or by others. */
final class Rebuilding {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilding.class);

    /** The end of the name of a table under construction: it mirrors the same table, but not yet completely. */
    static final String SUFFIX = " (new key)";

    private static final Duration LOOK = Duration.ofMillis(300);

    /** A copy that gets no row for so long is left over from a process that has ended. */
    private static final Duration ABANDONED = Duration.ofSeconds(30);

    private final ClickHouseClient client;
    private final Duration abandoned;

    Rebuilding(ClickHouseClient client) {
        this(client, ABANDONED);
    }

    Rebuilding(ClickHouseClient client, Duration abandoned) {
        this.client = client;
        this.abandoned = abandoned;
    }

    /** Where this process builds: hardly ever where another one does. */
    static TableNames beside(TableNames names) {
        return names.beside(
                " " + Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000)) + SUFFIX);
    }

    /** Returns when no other process builds the table; drops what processes that have ended have left. */
    void awaitOthers(TableNames names) {
        Map<String, String> before = others(names);
        long unchangedSince = System.nanoTime();
        while (!before.isEmpty()) {
            try {
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WarehouseException(ErrorCode.WAREHOUSE_OVERLOADED, "Interrupted", e);
            }
            Map<String, String> now = others(names);
            if (!now.equals(before)) {
                before = now;
                unchangedSince = System.nanoTime();
            } else if (System.nanoTime() - unchangedSince > abandoned.toNanos()) {
                before.keySet().forEach(name -> {
                    LOG.warn("{} is dropped: nothing has been written to it for {} s", name, abandoned.toSeconds());
                    drop(names.beside(name.substring(names.storageName().length())));
                });
                return;
            }
        }
    }

    /** Tables under construction, with what changes while they are filled. */
    private Map<String, String> others(TableNames names) {
        Map<String, String> others = new TreeMap<>();
        client.query(
                "SELECT `name`, concat(toString(`total_rows`), ' ', toString(`metadata_modification_time`)) AS state FROM"
                        + " `system`.`tables` WHERE `database` = {database:String} AND startsWith(`name`, {name:String})"
                        + " AND endsWith(`name`, {suffix:String}) AND `engine` LIKE '%MergeTree'",
                Map.of("database", names.storageDatabase(), "name", names.storageName() + " ", "suffix", SUFFIX),
                row -> others.put(row.text("name"), String.valueOf(row.text("state"))));
        return others;
    }

    /** Returns when what began to write to a table under its former name has written. */
    void awaitWrites(TableNames former) {
        client.execute("DETACH TABLE " + former.storage() + " SYNC");
        client.execute("ATTACH TABLE " + former.storage());
    }

    void drop(TableNames built) {
        if (built.sharded()) {
            client.execute("DROP TABLE IF EXISTS " + built.rows() + " SYNC");
        }
        client.execute("DROP TABLE IF EXISTS " + built.storage() + " SYNC");
    }

    /** The columns by which storage is sorted, as ClickHouse writes them. */
    String sortingKey(TableNames names) {
        StringBuilder key = new StringBuilder();
        client.query(
                "SELECT `sorting_key` FROM `system`.`tables` WHERE `database` = {database:String} AND `name` = {name:String}",
                Map.of("database", names.storageDatabase(), "name", names.storageName()),
                row -> key.append(row.text("sorting_key")));
        return key.toString();
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
