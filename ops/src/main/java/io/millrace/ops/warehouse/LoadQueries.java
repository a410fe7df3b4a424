package io.millrace.ops.warehouse;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.control.TableLoad;
import io.millrace.ops.api.table.Load;
import io.millrace.ops.api.table.LoadStage;
import io.millrace.postgres.Lsn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Progress of the loads of tables. */
public final class LoadQueries {
    /** Beyond this number loads are shown without their rows, as each takes a query. */
    private static final int COUNTED = 20;

    /**
     * Of several loads of a table the running one, else the latest. A running one is written every 20 s: it is dead if
     * the last write is long ago.
     */
    private static final String LOADS = """
            SELECT l.table AS table, tupleElement(l.latest, 1) AS stage, toString(tupleElement(l.latest, 2)) AS lsn,
                tupleElement(l.latest, 3) AS since, tupleElement(l.latest, 4) AS reason, tupleElement(l.latest, 5) AS detail,
                toInt64(tupleElement(l.latest, 6)) AS place, tupleElement(l.latest, 7) AS secondsLeft,
                t.storage_database AS storageDatabase, t.storage_name AS storageName, t.kind = 'keyed' AS isKeyed
            FROM (
                SELECT source_table AS table,
                    argMax((stage, lsn, since, reason, detail, place, seconds_left), (stage IN ('reading', 'read'), stage = 'waiting', at)) AS latest
                FROM millrace.loads FINAL
                WHERE source = {source:String}
                    AND (at > now64(6) - INTERVAL 90 SECOND OR stage IN ('landed', 'failed'))
                GROUP BY source_table) AS l
            LEFT JOIN (
                SELECT source_table, storage_database, storage_name, kind FROM millrace.tables FINAL WHERE source = {source:String}) AS t
            ON t.source_table = l.table
            WHERE stage != 'landed'
            ORDER BY table
            """;

    private static final String EACH = """
            SELECT l.id AS id, l.request AS request, l.source_table AS table, toString(l.stage) AS stage, toString(l.lsn) AS lsn,
                l.since AS since, l.reason AS reason, l.detail AS detail, toInt64(l.place) AS place,
                l.seconds_left AS secondsLeft, t.storage_database AS storageDatabase, t.storage_name AS storageName,
                t.kind = 'keyed' AS isKeyed, l.at AS writtenAt
            FROM (SELECT * FROM millrace.loads FINAL WHERE source = {source:String} AND %s) AS l
            LEFT JOIN (
                SELECT source_table, storage_database, storage_name, kind FROM millrace.tables FINAL WHERE source = {source:String}) AS t
            ON t.source_table = l.source_table
            ORDER BY l.at DESC, l.id
            LIMIT {limit:UInt32}
            """;

    /** Of one request: it can be for all tables. */
    private static final int MOST_OF_REQUEST = 10_000;

    private final WarehouseReader warehouse;
    private final Clock clock;

    public LoadQueries(WarehouseReader warehouse, Clock clock) {
        this.warehouse = warehouse;
        this.clock = clock;
    }

    /**
     * A load as recorded.
     *
     * @param lsn a UInt64 as text, 0 before it reads
     * @param place in the order in which loads are served, from 1; 0: it does not wait for its turn
     * @param secondsLeft about; 0 if that is not known
     * @param storageDatabase empty while the warehouse does not have the table
     */
    public record Recorded(
            String table,
            String stage,
            String lsn,
            Instant since,
            String reason,
            String detail,
            long place,
            double secondsLeft,
            String storageDatabase,
            String storageName,
            boolean isKeyed) {
        /** What it waits for: its turn, if nothing else is known. */
        private String text() {
            return detail.isEmpty() && place > 0 && loadStage() == LoadStage.WAITING
                    ? "place " + place + " of those that wait"
                    : detail;
        }

        private LoadStage loadStage() {
            return switch (stage) {
                case "waiting" -> LoadStage.WAITING;
                case "reading" -> LoadStage.READING;
                case "read" -> LoadStage.LANDING;
                default -> LoadStage.FAILED;
            };
        }
    }

    record Count(long rows) {}

    /**
     * By table, of those that are loaded or could not be.
     *
     * @param sourceRows how many rows the source has, by table, where it is known
     */
    public Map<String, Load> loads(String source, Map<String, Long> sourceRows) {
        Map<String, Load> loads = new LinkedHashMap<>();
        int counted = 0;
        for (Recorded recorded : warehouse.rows(Recorded.class, LOADS, Map.of("source", source))) {
            boolean moves = recorded.loadStage() == LoadStage.READING || recorded.loadStage() == LoadStage.LANDING;
            boolean counts = moves && !recorded.storageDatabase().isEmpty() && counted < COUNTED;
            counted += counts ? 1 : 0;
            loads.put(
                    recorded.table(),
                    load(recorded, counts ? rows(recorded) : null, sourceRows.get(recorded.table()), clock.instant()));
        }
        return loads;
    }

    record Each(
            String id,
            String request,
            String table,
            String stage,
            String lsn,
            Instant since,
            String reason,
            String detail,
            long place,
            double secondsLeft,
            String storageDatabase,
            String storageName,
            boolean isKeyed,
            Instant writtenAt) {
        private Recorded latest() {
            return new Recorded(
                    table,
                    stage,
                    lsn,
                    since,
                    reason,
                    detail,
                    place,
                    secondsLeft,
                    storageDatabase,
                    storageName,
                    isKeyed);
        }
    }

    /** The loads that a request became, those that were written last first. */
    public List<TableLoad> ofRequest(String request) {
        return each("request = {request:String}", Map.of("request", request, "limit", MOST_OF_REQUEST));
    }

    /** The latest loads of a table, the latest first. */
    public List<TableLoad> ofTable(String table, int limit) {
        return each("source_table = {table:String}", Map.of("table", table, "limit", limit));
    }

    private List<TableLoad> each(String condition, Map<String, ?> parameters) {
        List<TableLoad> loads = new ArrayList<>();
        int counted = 0;
        for (Each each : warehouse.rows(Each.class, EACH.formatted(condition), parameters)) {
            boolean moves = each.stage().equals("reading") || each.stage().equals("read");
            boolean counts = moves && !each.storageDatabase().isEmpty() && counted < COUNTED;
            counted += counts ? 1 : 0;
            loads.add(tableLoad(each, counts ? rows(each.latest()) : null));
        }
        return loads;
    }

    private TableLoad tableLoad(Each each, @Nullable Long rows) {
        Load load = load(each.latest(), rows, null, clock.instant());
        long lsn = Long.parseUnsignedLong(each.lsn());
        boolean landed = each.stage().equals("landed");
        return new TableLoad(
                each.id(),
                each.request().isEmpty() ? null : each.request(),
                each.table(),
                landed ? "landed" : load.stage().name().toLowerCase(Locale.ROOT),
                each.since(),
                each.reason(),
                landed ? each.detail() : load.detail(),
                lsn == 0 ? null : Lsn.format(lsn),
                load.rows(),
                load.rowsPerSecond(),
                landed ? null : load.secondsLeft(),
                each.writtenAt());
    }

    static Load load(Recorded recorded, @Nullable Long rows, @Nullable Long of, Instant now) {
        @Nullable Double left = recorded.secondsLeft() > 0 ? recorded.secondsLeft() : null;
        Load stands =
                new Load(recorded.loadStage(), recorded.since(), recorded.reason(), recorded.text(), rows, null, left);
        double seconds = Duration.between(recorded.since(), now).toMillis() / 1e3;
        if (rows == null || seconds <= 0) {
            return stands;
        }
        double rate = rows / seconds;
        return stands.at(rate, of == null || rate == 0 || of < rows ? left : (Double) ((of - rows) / rate));
    }

    private @Nullable Long rows(Recorded recorded) {
        long lsn = Long.parseUnsignedLong(recorded.lsn());
        String ofTheLoad = recorded.isKeyed()
                ? "_version = toUInt128('" + new SourcePosition(lsn, lsn, 0, 0, 0).version() + "')"
                : "_lsn = " + Long.toUnsignedString(lsn);
        String count = "SELECT toInt64(count()) AS rows FROM "
                + WarehouseSql.identifier(recorded.storageDatabase(), recorded.storageName()) + " WHERE " + ofTheLoad;
        try {
            return warehouse.rows(Count.class, count).get(0).rows();
        } catch (WarehouseException e) {
            // Its storage is being renamed or recreated.
            return null;
        }
    }
}
