package io.millrace.ops.warehouse;

import static java.util.stream.Collectors.joining;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What of the warehouse a barrier looks at. */
public final class BarrierQueries {
    private static final int NAMED = 3;

    private static final String LANDED = """
            SELECT toInt64(partition) AS number, toInt64(max(next_offset)) AS nextOffset
            FROM millrace.current_progress
            WHERE source = {source:String} AND topic = {topic:String}
            GROUP BY partition
            """;

    /** From the registry: the databases of two sources can have similar names. */
    private static final String SHOWN = """
            SELECT toInt64(JSONExtractUInt(comment, 'oid')) AS oid
            FROM system.tables
            WHERE (engine LIKE '%MergeTree' OR engine = 'Distributed') AND startsWith(comment, '{"oid":') AND oid > 0
              AND NOT JSONExtractBool(comment, 'gone')
              AND (database, name) IN (
                  SELECT storage_database, storage_name FROM millrace.tables FINAL
                  WHERE source = {source:String} AND state = 'live')
            """;

    private static final String LOADED = """
            SELECT DISTINCT source_table AS table FROM millrace.loads FINAL WHERE source = {source:String} AND stage != 'landed'
            """;

    /** One that continues is written again every 20 s: it has died where that is long ago. */
    private static final String UNDER_WAY = """
            SELECT source_table AS table, toString(stage) AS stage, detail, toInt64(place) AS place, seconds_left AS secondsLeft
            FROM millrace.loads FINAL
            WHERE source = {source:String} AND stage NOT IN ('landed', 'failed') AND at > now64(6) - INTERVAL 90 SECOND
            ORDER BY stage = 'waiting', place, source_table
            """;

    private final WarehouseReader warehouse;

    public BarrierQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    record Partition(int number, long nextOffset) {}

    record Oid(long oid) {}

    record Name(String table) {}

    record UnderWay(String table, String stage, String detail, long place, double secondsLeft) {
        String text() {
            String state = switch (stage) {
                case "reading" -> "is being read";
                case "read" -> "is read, its rows are landing";
                default -> place > 0 ? "waits, place " + place : "waits";
            };
            return table + " " + state + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /** By partition of the change stream, the offset before which everything is queryable. */
    public Map<Integer, Long> landed(String topic) {
        Map<Integer, Long> landed = new TreeMap<>();
        warehouse
                .rows(Partition.class, LANDED, Map.of("topic", topic))
                .forEach(partition -> landed.put(partition.number(), partition.nextOffset()));
        return landed;
    }

    /** {@code pg_class.oid} of the tables that the warehouse shows. */
    public Set<Long> shownOids() {
        Set<Long> oids = new HashSet<>();
        warehouse.rows(Oid.class, SHOWN).forEach(row -> oids.add(row.oid()));
        return oids;
    }

    /** Tables whose load continues or has failed. */
    public Set<String> loaded() {
        Set<String> tables = new HashSet<>();
        warehouse.rows(Name.class, LOADED).forEach(row -> tables.add(row.table()));
        return tables;
    }

    /** Which loads are under way, in words; empty if none is known. */
    public String underWay() {
        List<UnderWay> loads = warehouse.rows(UnderWay.class, UNDER_WAY);
        if (loads.isEmpty()) {
            return "";
        }
        double left = loads.stream().mapToDouble(UnderWay::secondsLeft).max().orElse(0);
        return (loads.size() == 1 ? "1 load is" : loads.size() + " loads are") + " left"
                + (left > 0 ? String.format(Locale.ROOT, ", about %.0f s", left) : "")
                + ": "
                + loads.stream().limit(NAMED).map(UnderWay::text).collect(joining("; "))
                + (loads.size() > NAMED ? "; and " + (loads.size() - NAMED) + " more" : "");
    }
}
