package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.clickhouse.rowbinary.RowBinaryWriter;
import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.Truncation;
import io.millrace.core.warehouse.WarehouseException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells what writing a change would do, and changes nothing. Always asks the warehouse. */
public final class Outlook {
    private final ClickHouseClient client;
    private final Catalogue catalogue;
    private final TablePlaces places;
    private final TableViews views;
    private final TruncationTable truncations;
    private final EarlierVersions earlier;

    /**
     * @param source the source's name
     * @param database where the views of the schema {@code public} go
     */
    public Outlook(ClickHouseClient client, String source, String database) {
        this.client = client;
        SchemaDatabases databases = new SchemaDatabases(client, source, database);
        this.catalogue = new Catalogue(client, databases);
        this.places = new TablePlaces(catalogue, databases);
        this.views = new TableViews(client, source, places);
        this.truncations = new TruncationTable(client, source);
        this.earlier = new EarlierVersions(client);
    }

    /** Which of these tables the warehouse has now. */
    public FoundTables find(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> catalogue.read(oid).ifPresent(found -> byOid.put(oid, found.table())));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> catalogue.read(name).ifPresent(found -> byName.put(name, found.table())));
        return new FoundTables(byOid, byName);
    }

    /** What becomes of a row. */
    public enum Fate {
        /** It makes, replaces or ends a row of the view. */
        SHOWN,
        /** The warehouse has something newer, or the table was emptied or loaded again after it: nothing changes. */
        SUPERSEDED,
        /** It is there already: nothing changes, unless it was edited. */
        THERE
    }

    /**
     * The fate of a change that is written to a table which the warehouse has.
     *
     * @param change in the types of the table, as a plan has it
     * @throws io.millrace.core.warehouse.WarehouseException why it would be rejected
     */
    public Fate fate(WarehouseTable table, RowChange change) {
        TableNames names = places.names(table);
        EarlierVersions.Completed completed = earlier.complete(new TableBatch(table, List.of(change)), names);
        if (!completed.missing().isEmpty()) {
            throw new WarehouseException(
                    ErrorCode.VALUES_MISSING,
                    "The change of " + table.source()
                            + " does not carry the values that it did not touch, and the warehouse"
                            + " does not have them: the row is read from the source again",
                    null);
        }
        List<RowChange> complete = completed.changes();
        if (complete.isEmpty()) {
            return Fate.SUPERSEDED;
        }
        new RowBinaryWriter().write(table, complete, new RowBinaryBuffer());
        BigInteger truncated = truncations
                .last(new Truncation(table.source(), table.origin().oid()))
                .version();
        if (change.position().version().compareTo(truncated) <= 0) {
            return Fate.SUPERSEDED;
        }
        return table.isKeyed()
                ? keyed(table, names, complete.get(0))
                : keyless(table, names, complete.get(0), truncated);
    }

    private Fate keyed(WarehouseTable table, TableNames names, RowChange change) {
        RowKeys keys = new RowKeys(table);
        Row row = client.query("SELECT max(`_version`) AS `_sum`, count() AS `_rows` FROM " + names.rows() + " WHERE ("
                        + keys.columns() + ") IN ((" + String.join(", ", keys.literals(change)) + "))")
                .get(0);
        int newer = row.integer("_rows") == 0
                ? -1
                : row.bigInteger("_sum").compareTo(change.position().version());
        return newer > 0 ? Fate.SUPERSEDED : newer == 0 ? Fate.THERE : Fate.SHOWN;
    }

    private Fate keyless(WarehouseTable table, TableNames names, RowChange change, BigInteger truncated) {
        SnapshotMark snapshot = views.snapshot(table, truncated);
        if (snapshot != null
                && !(change instanceof ChangeEvent.SnapshotRead)
                && snapshot.sees(
                        change.position().transactionId(), change.position().lsn())) {
            return Fate.SUPERSEDED;
        }
        long there = client.query(
                        "SELECT count() AS there FROM " + names.rows()
                                + " WHERE `_lsn` = {lsn:UInt64} AND `_xid` = {xid:UInt64} AND `_ordinal` ="
                                + " {ordinal:UInt64} AND `_sign` = {sign:Int8}",
                        Map.of(
                                "lsn", Long.toUnsignedString(change.position().lsn()),
                                "xid", Long.toUnsignedString(change.position().transactionId()),
                                "ordinal", change.position().ordinal(),
                                "sign", change instanceof ChangeEvent.Delete ? -1 : 1))
                .get(0)
                .integer("there");
        return there > 0 ? Fate.THERE : Fate.SHOWN;
    }
}
