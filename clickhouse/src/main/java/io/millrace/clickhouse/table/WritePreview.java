package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.clickhouse.client.TypesDifferException;
import io.millrace.clickhouse.name.TableNames;
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

/** Previews the effect of writing a change, without writing. Always queries the warehouse. */
public final class WritePreview {
    private final ClickHouseClient client;
    private final StorageCatalog catalog;
    private final TablePlaces places;
    private final TableViews views;
    private final TruncationTable truncations;
    private final EarlierVersions earlier;

    /**
     * @param source the source's name
     * @param database where the views of the schema {@code public} go
     */
    public WritePreview(ClickHouseClient client, String source, String database) {
        this.client = client;
        SchemaDatabases databases = new SchemaDatabases(client, source, database);
        this.catalog = new StorageCatalog(client, databases);
        this.places = new TablePlaces(catalog, databases);
        this.views = new TableViews(client, source, places);
        this.truncations = new TruncationTable(client, source);
        this.earlier = new EarlierVersions(client);
    }

    /** Which of these tables the warehouse has now. */
    public FoundTables find(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> catalog.read(oid).ifPresent(found -> byOid.put(oid, found.table())));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> catalog.read(name).ifPresent(found -> byName.put(name, found.table())));
        return new FoundTables(byOid, byName);
    }

    /** The effect on a row. */
    public enum Effect {
        /** The view gets, replaces or loses a row. */
        SHOWN,
        /** The warehouse has something newer, or the table was truncated or resynced after it: nothing changes. */
        SUPERSEDED,
        /** Already there: nothing changes, unless it was edited. */
        THERE
    }

    /**
     * The effect of a change on an existing table.
     *
     * @param change in the types of the table, as a plan has it
     * @throws io.millrace.core.warehouse.WarehouseException why it would be rejected
     */
    public Effect effect(WarehouseTable table, RowChange change) {
        TableNames names = places.names(table);
        EarlierVersions.Completed completed;
        try {
            completed = earlier.complete(new TableBatch(table, List.of(change)), names);
        } catch (TypesDifferException e) {
            throw new WarehouseException(
                    ErrorCode.WAREHOUSE_OVERLOADED, table.source() + " is being altered: try again", e);
        }
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
            return Effect.SUPERSEDED;
        }
        new RowBinaryWriter().write(table, complete, new RowBinaryBuffer());
        BigInteger truncated = truncations
                .last(new Truncation(table.source(), table.origin().oid()))
                .version();
        if (change.position().version().compareTo(truncated) <= 0) {
            return Effect.SUPERSEDED;
        }
        return table.isKeyed()
                ? keyed(table, names, complete.get(0))
                : keyless(table, names, complete.get(0), truncated);
    }

    private Effect keyed(WarehouseTable table, TableNames names, RowChange change) {
        RowKeys keys = new RowKeys(table);
        Row row = client.query("SELECT max(`_version`) AS `_sum`, count() AS `_rows` FROM " + names.rows() + " WHERE ("
                        + keys.columns() + ") IN ((" + String.join(", ", keys.literals(change)) + "))")
                .get(0);
        int newer = row.integer("_rows") == 0
                ? -1
                : row.bigInteger("_sum").compareTo(change.position().version());
        return newer > 0 ? Effect.SUPERSEDED : newer == 0 ? Effect.THERE : Effect.SHOWN;
    }

    private Effect keyless(WarehouseTable table, TableNames names, RowChange change, BigInteger truncated) {
        SnapshotMark snapshot = views.snapshot(table, truncated);
        if (snapshot != null
                && !(change instanceof ChangeEvent.SnapshotRead)
                && snapshot.sees(
                        change.position().transactionId(), change.position().lsn())) {
            return Effect.SUPERSEDED;
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
        return there > 0 ? Effect.THERE : Effect.SHOWN;
    }
}
