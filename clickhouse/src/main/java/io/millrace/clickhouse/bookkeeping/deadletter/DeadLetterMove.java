package io.millrace.clickhouse.bookkeeping.deadletter;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Renames the topic of dead letters or of their actions. In parts, as a dead letter can have 64 MiB and a statement has
 * a memory limit; with lightweight deletes, which do not rewrite parts. Can be repeated after a crash.
 */
public final class DeadLetterMove {
    /** Copied by one statement, about. */
    private static final long PART_BYTES = 16L << 20;

    private static final int PART_ROWS = 100_000;

    /** All columns of a row but key and value, which have no limit. */
    private static final long REST_BYTES = 2_048;

    private static final String OF_TOPIC = "`source` = {source:String} AND `topic` = {from:String}";

    private final ClickHouseClient client;
    private final String table;
    private final Map<String, String> topics;

    /** @param table {@code dead_letter_records} or {@code dead_letter_actions} */
    public DeadLetterMove(ClickHouseClient client, String source, String table, String from, String to) {
        this.client = client;
        this.table = "`millrace`.`" + table + "`";
        this.topics = Map.of("source", source, "from", from, "to", to);
    }

    /** The rows of one partition from one place in the log to another, both included. */
    private static final class Part {
        private final long partition;
        private final long first;
        private final long firstIndex;
        private long last;
        private long lastIndex;
        private long bytes;
        private int rows;

        Part(Row row) {
            partition = row.integer("partition");
            first = row.integer("offset");
            firstIndex = row.integer("index");
        }

        /** Several rows of one place belong together: only one of them counts, or each is an action. */
        boolean takes(Row row) {
            boolean samePlace = row.integer("offset") == last && row.integer("index") == lastIndex;
            return row.integer("partition") == partition
                    && (samePlace || (rows < PART_ROWS && bytes + row.integer("bytes") <= PART_BYTES));
        }

        void add(Row row) {
            last = row.integer("offset");
            lastIndex = row.integer("index");
            bytes += row.integer("bytes");
            rows++;
        }
    }

    public void run() {
        parts().forEach(this::copy);
        client.makeDurable();
        client.execute("DELETE FROM " + table + " WHERE " + OF_TOPIC, topics);
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        client.query(
                "SELECT `partition`, `offset`, `index`, length(`key`) + length(`value`) + " + REST_BYTES
                        + " AS `bytes` FROM "
                        + table + " WHERE " + OF_TOPIC
                        + " ORDER BY `partition`, `offset`, `index` SETTINGS max_threads = 1, max_block_size = 1024",
                topics,
                row -> {
                    Part part = parts.isEmpty() ? null : parts.get(parts.size() - 1);
                    if (part == null || !part.takes(row)) {
                        part = new Part(row);
                        parts.add(part);
                    }
                    part.add(row);
                });
        return parts;
    }

    /** All conditions are on the key, so that rows can be left out before FINAL has read them. */
    private void copy(Part part) {
        Map<String, Object> parameters = new HashMap<>(topics);
        parameters.put("partition", part.partition);
        parameters.put("first", part.first);
        parameters.put("firstIndex", part.firstIndex);
        parameters.put("last", part.last);
        parameters.put("lastIndex", part.lastIndex);
        // The name of the topic is replaced outside: inside, the condition would mean the new one.
        client.execute(
                "INSERT INTO " + table + " SELECT * REPLACE ({to:String} AS `topic`) FROM (SELECT * FROM " + table
                        + " FINAL PREWHERE " + OF_TOPIC + " AND `partition` = {partition:UInt32}"
                        + " AND `offset` BETWEEN {first:UInt64} AND {last:UInt64}"
                        + " AND NOT (`offset` = {first:UInt64} AND `index` < {firstIndex:UInt32})"
                        + " AND NOT (`offset` = {last:UInt64} AND `index` > {lastIndex:UInt32}))"
                        + " SETTINGS max_threads = 1, max_insert_threads = 1",
                parameters);
    }
}
