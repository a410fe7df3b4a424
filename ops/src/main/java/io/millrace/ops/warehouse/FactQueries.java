package io.millrace.ops.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts for alert rules, in addition to what the console shows. */
public final class FactQueries {
    private static final String DURABLE = """
            SELECT max(committed_at) AS committedAt, toString(max(lsn)) AS highestLsn, toInt64(sum(next_offset)) AS offsets
            FROM millrace.current_progress
            WHERE source = {source:String} AND topic = {topic:String}
            HAVING count() > 0
            """;

    private static final String WAL = """
            SELECT argMin(retained_bytes, at) AS earlierBytes, min(at) AS earlierAt,
                argMax(retained_bytes, at) AS latestBytes, max(at) AS latestAt
            FROM millrace.slot_samples
            WHERE source = {source:String} AND slot = {slot:String} AND at > now64(3) - INTERVAL 10 MINUTE
            HAVING count() > 0
            """;

    private static final String LATENCY = """
            SELECT quantilesTDigestWeightedMerge(0.5, 0.95, 0.99)(quantiles) AS micros, toInt64(sum(count)) AS changes
            FROM millrace.latency
            WHERE source = {source:String} AND stage = 'total' AND second > now() - 60
            GROUP BY stage
            """;

    private static final String DEAD_LETTERS = """
            SELECT source_table AS table, toInt64(count()) AS number, arraySort(groupUniqArray(code)) AS names
            FROM millrace.dead_letters
            WHERE source = {source:String} AND topic = {topic:String} AND status = 'open'
            GROUP BY source_table
            """;

    private static final String RESCUED = """
            SELECT source_table AS table, toInt64(sum(`values`)) AS number, arraySort(groupUniqArray(`column`)) AS names
            FROM millrace.rescue_counts
            WHERE source = {source:String} AND minute > now() - INTERVAL 1 HOUR
            GROUP BY source_table
            """;

    private static final String PAUSED = """
            SELECT source_table AS table, detail
            FROM millrace.tables FINAL
            WHERE source = {source:String} AND state = 'paused'
            """;

    /** All current duties of reporting processes. */
    private static final String DUTIES = """
            SELECT process, duty, state = 'failing' AS isFailing, detail, toInt64(dateDiff('second', at, now64(6))) AS ageSeconds
            FROM (
                SELECT process, duty, state, detail, at, max(at) OVER (PARTITION BY process) AS last
                FROM millrace.duties FINAL
                WHERE source = {source:String})
            WHERE at > last - INTERVAL 60 SECOND
            ORDER BY process, duty
            """;

    /** Of tables with a view: others have their own reasons. */
    private static final String UNLOADED = """
            SELECT source_table AS table, argMax(detail, at) AS detail
            FROM millrace.loads FINAL
            WHERE source = {source:String} AND stage IN ('landed', 'failed') AND source_table IN (
                SELECT source_table FROM millrace.tables FINAL WHERE source = {source:String} AND state = 'live')
            GROUP BY source_table
            HAVING argMax(stage, at) = 'failed'
            """;

    /** Object storage reports unlimited space. */
    private static final String DISKS = """
            SELECT name, toInt64(free_space) AS freeBytes, toInt64(total_space) AS totalBytes
            FROM system.disks
            WHERE total_space > 0 AND total_space < 9e18
            """;

    /** Parts created by inserts, merged meanwhile or not: merged ones stay for a minute or more. */
    private static final String WRITTEN = """
            SELECT database, table AS name, toInt64(sum(rows)) AS number
            FROM system.parts
            WHERE level = 0 AND modification_time > now() - 60
            GROUP BY database, table
            """;

    private final WarehouseReader warehouse;

    public FactQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /**
     * How far the stream is durable.
     *
     * @param committedAt of the newest durable event; heartbeats included
     * @param highestLsn a UInt64 as text
     * @param offsets of all partitions: the sum grows by one with each record
     */
    public record Durable(Instant committedAt, String highestLsn, long offsets) {}

    /** What the slot retained ten minutes ago, or when samples began, and now. */
    public record Wal(long earlierBytes, Instant earlierAt, long latestBytes, Instant latestAt) {
        public long growth() {
            return latestBytes - earlierBytes;
        }

        public double seconds() {
            return Duration.between(earlierAt, latestAt).toMillis() / 1_000.0;
        }
    }

    /** The latency of the last minute. */
    public record Latency(List<Double> micros, long changes) {}

    /** A number of items by table, with their kinds. */
    public record ByTable(String table, long number, List<String> names) {}

    /** A paused or unloaded table, and why. */
    public record Paused(String table, String detail) {}

    /**
     * A duty of a process.
     *
     * @param ageSeconds since it was reported
     */
    public record Duty(String process, String duty, boolean isFailing, String detail, long ageSeconds) {}

    /** Rows that were written into a table of the warehouse within the last minute. */
    public record Written(String database, String name, long number) {}

    /** A disk of the warehouse. */
    public record DiskRow(String name, long freeBytes, long totalBytes) {}

    /** Empty before anything has become durable. */
    public Optional<Durable> durable(String topic) {
        return warehouse.rows(Durable.class, DURABLE, Map.of("topic", topic)).stream()
                .findFirst();
    }

    public Optional<Wal> wal(String slot) {
        return warehouse.rows(Wal.class, WAL, Map.of("slot", slot)).stream().findFirst();
    }

    /** Empty if nothing has landed. */
    public Optional<Latency> latency() {
        return warehouse.rows(Latency.class, LATENCY).stream().findFirst();
    }

    public List<ByTable> deadLetters(String topic) {
        return warehouse.rows(ByTable.class, DEAD_LETTERS, Map.of("topic", topic));
    }

    public List<ByTable> rescued() {
        return warehouse.rows(ByTable.class, RESCUED);
    }

    public List<Paused> paused(String source) {
        return warehouse.rows(Paused.class, PAUSED, Map.of("source", source));
    }

    public List<Duty> duties() {
        return warehouse.rows(Duty.class, DUTIES);
    }

    /** Tables whose last load failed. */
    public List<Paused> unloaded(String source) {
        return warehouse.rows(Paused.class, UNLOADED, Map.of("source", source));
    }

    /** Of all tables, those of bookkeeping included. */
    public List<Written> written() {
        return warehouse.rows(Written.class, WRITTEN);
    }

    public List<DiskRow> disks() {
        return warehouse.rows(DiskRow.class, DISKS);
    }
}
