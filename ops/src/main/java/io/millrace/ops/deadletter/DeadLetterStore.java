package io.millrace.ops.deadletter;

import io.millrace.core.error.DeadLetterId;
import io.millrace.ops.warehouse.WarehouseReader;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads dead letters with their records, one at a time, as they can be large. */
final class DeadLetterStore {
    private static final String FROM =
            " FROM millrace.dead_letters WHERE source = {source:String} AND topic = {topic:String}";
    private static final String ONE =
            " AND partition = {partition:UInt32} AND `offset` = {offset:UInt64}" + " AND `index` = {index:UInt32}";

    private final WarehouseReader warehouse;
    private final String topic;

    DeadLetterStore(WarehouseReader warehouse, String topic) {
        this.warehouse = warehouse;
        this.topic = topic;
    }

    record Place(int partition, long offset, int index, long bytes) {}

    record Count(long deadLetters) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Stored(
            Instant loggedAt,
            String code,
            String status,
            String table,
            String versionText,
            byte[] keyBytes,
            byte[] valueBytes,
            Map<String, byte[]> headerBytes) {}

    /** A selected dead letter and the size of its record. */
    record Found(DeadLetterId id, long bytes) {}

    /** The selected ones, in the order of the stream. */
    List<Found> find(DeadLetterSelection selection, int limit) {
        if (selection.isByName()) {
            return selection.deadLetters().stream()
                    .limit(limit)
                    .flatMap(id -> find(id).stream())
                    .toList();
        }
        Map<String, Object> parameters = new HashMap<>();
        String where = where(selection, parameters);
        parameters.put("limit", limit);
        return warehouse
                .rows(
                        Place.class,
                        "SELECT partition, `offset`, `index`, length(key) + length(value) AS bytes" + where
                                + " ORDER BY partition, `offset`, `index` LIMIT {limit:UInt32}",
                        parameters)
                .stream()
                .map(place -> new Found(
                        new DeadLetterId(topic, place.partition(), place.offset(), place.index()), place.bytes()))
                .toList();
    }

    private Optional<Found> find(DeadLetterId id) {
        return warehouse
                .rows(
                        Place.class,
                        "SELECT partition, `offset`, `index`, length(key) + length(value) AS bytes" + FROM + ONE,
                        identity(id))
                .stream()
                .findFirst()
                .filter(place -> id.topic().equals(topic))
                .map(place -> new Found(id, place.bytes()));
    }

    /** How many are selected. */
    long count(DeadLetterSelection selection) {
        if (selection.isByName()) {
            return selection.deadLetters().size();
        }
        Map<String, Object> parameters = new HashMap<>();
        String where = where(selection, parameters);
        return warehouse
                .rows(Count.class, "SELECT count() AS deadLetters" + where, parameters)
                .get(0)
                .deadLetters();
    }

    private String where(DeadLetterSelection selection, Map<String, Object> parameters) {
        parameters.put("topic", topic);
        String where = FROM + " AND status = 'open'";
        if (selection.code() != null) {
            where += " AND code = {code:String}";
            parameters.put("code", selection.code());
        }
        if (selection.table() != null) {
            where += " AND source_table = {table:String}";
            parameters.put("table", selection.table());
        }
        DeadLetterId after = selection.after();
        if (after != null) {
            where += " AND (partition, `offset`, `index`) > ({partition:UInt32}, {offset:UInt64}, {index:UInt32})";
            parameters.put("partition", after.partition());
            parameters.put("offset", after.offset());
            parameters.put("index", after.index());
        }
        return where;
    }

    private Map<String, Object> identity(DeadLetterId id) {
        return Map.of("topic", topic, "partition", id.partition(), "offset", id.offset(), "index", id.index());
    }

    /** The dead letter with its record. Headers are empty if it was recorded before they were stored. */
    Optional<StoredDeadLetter> read(DeadLetterId id) {
        String columns = "SELECT logged_at AS loggedAt, code, status, source_table AS table,"
                + " toString(version) AS versionText, base64Encode(key) AS keyBytes, base64Encode(value) AS valueBytes,"
                + " mapApply((name, content) -> (name, base64Encode(content)), headers) AS headerBytes";
        return warehouse.rows(Stored.class, columns + FROM + ONE, identity(id)).stream()
                .findFirst()
                .map(stored -> new StoredDeadLetter(
                        id,
                        stored.loggedAt().toEpochMilli(),
                        stored.code(),
                        stored.status(),
                        stored.table(),
                        new BigInteger(stored.versionText()),
                        orNull(stored.keyBytes()),
                        orNull(stored.valueBytes()),
                        stored.headerBytes()));
    }

    private static byte @Nullable [] orNull(byte[] bytes) {
        return bytes.length == 0 ? null : bytes;
    }

    record Lsn(String lsn) {}

    /** The highest landed LSN, unsigned; 0 if there is none. */
    long landedLsn() {
        return Long.parseUnsignedLong(warehouse
                .rows(
                        Lsn.class,
                        "SELECT toString(max(lsn)) AS lsn FROM millrace.current_progress"
                                + " WHERE source = {source:String} AND topic = {topic:String}",
                        Map.of("topic", topic))
                .get(0)
                .lsn());
    }
}
