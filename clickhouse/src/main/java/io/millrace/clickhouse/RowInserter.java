package io.millrace.clickhouse;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.client.TypesDifferException;
import io.millrace.clickhouse.rowbinary.BufferPool;
import io.millrace.clickhouse.rowbinary.RowBinaryWriter;
import io.millrace.clickhouse.rowbinary.WrittenColumn;
import io.millrace.clickhouse.table.EarlierVersions;
import io.millrace.clickhouse.table.HistoryTables;
import io.millrace.clickhouse.table.MirroredTables;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.WarehouseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Inserts rows: one request a batch, no look-up of the schema, no compression. */
final class RowInserter {
    private final ClickHouseClient client;
    private final MirroredTables tables;
    private final HistoryTables history;
    private final RescueTally rescues;
    private final RowBinaryWriter writer = new RowBinaryWriter();
    private final EarlierVersions earlier;
    private final BufferPool buffers = new BufferPool();
    private final ServerShapes shapes;

    RowInserter(ClickHouseClient client, MirroredTables tables, HistoryTables history, RescueTally rescues) {
        this.client = client;
        this.tables = tables;
        this.history = history;
        this.rescues = rescues;
        this.earlier = new EarlierVersions(client);
        this.shapes = new ServerShapes(client);
    }

    /** @return the changes whose values only the source has */
    List<RowChange> insert(TableBatch batch) {
        return asPlanned(batch.table(), () -> {
            EarlierVersions.Completed completed = completed(batch, batch.changes());
            if (!completed.changes().isEmpty()) {
                insert(batch, completed.changes());
            }
            return completed.missing();
        });
    }

    /**
     * Takes a step that depends on the types of a table's columns.
     *
     * @throws OutdatedPlanException if they are others than planned
     */
    private <T> T asPlanned(WarehouseTable planned, Supplier<T> step) {
        try {
            return step.get();
        } catch (TypesDifferException e) {
            tables.forget(planned);
            throw new OutdatedPlanException(planned.source(), String.valueOf(e.getMessage()));
        }
    }

    private void insert(TableBatch batch, List<RowChange> changes) {
        try {
            send(batch.table(), changes, tables.names(batch.table()).rows());
        } catch (WarehouseException e) {
            if (e.code() != ErrorCode.SCHEMA_NOT_FOLLOWED) {
                throw e;
            }
            requireKind(batch.table());
            // Someone dropped the table or a column: a resync restores what was lost, and new rows land.
            WarehouseTable now = tables.restore(batch.table(), changes.get(0).position());
            send(now, changes, tables.names(now).rows());
        }
        if (rescues.landed(changes)) {
            tables.rescued(batch.table());
        }
    }

    void keep(TableBatch batch) {
        asPlanned(batch.table(), () -> {
            List<RowChange> changes = withoutMissing(completed(batch, batch.history()));
            if (!changes.isEmpty()) {
                keep(batch.table(), changes);
            }
            return changes;
        });
    }

    private void keep(WarehouseTable table, List<RowChange> changes) {
        try {
            send(table, changes, history.of(table));
            return;
        } catch (TypesDifferException e) {
            // Another process has altered the history, or not yet.
            history.forget(table);
        } catch (WarehouseException e) {
            if (e.code() != ErrorCode.SCHEMA_NOT_FOLLOWED) {
                throw e;
            }
            history.forget(table);
        }
        send(table, changes, history.of(table));
    }

    /** Where another process has given the table a key, or taken it, changes were planned as those of another kind. */
    private void requireKind(WarehouseTable planned) {
        if (tables.current(planned)
                .filter(now -> now.isKeyed() != planned.isKeyed())
                .isPresent()) {
            throw new OutdatedPlanException(planned.source(), "it has a key now, or none any more");
        }
    }

    private EarlierVersions.Completed completed(TableBatch batch, List<RowChange> changes) {
        try {
            return earlier.complete(batch.with(changes), tables.names(batch.table()));
        } catch (WarehouseException e) {
            // A query by keys of former types, or for a column that is gone.
            if (e.code() == ErrorCode.ROW_REJECTED || e.code() == ErrorCode.SCHEMA_NOT_FOLLOWED) {
                tables.requireAsPlanned(batch.table());
            }
            throw e;
        }
    }

    /** A history gets them when they are read from the source: a delete in their place is no change of the source. */
    private static List<RowChange> withoutMissing(EarlierVersions.Completed completed) {
        if (completed.missing().isEmpty()) {
            return completed.changes();
        }
        Set<StreamPosition> missing = new HashSet<>();
        completed.missing().forEach(change -> missing.add(change.at()));
        return completed.changes().stream()
                .filter(change -> !missing.contains(change.at()))
                .toList();
    }

    private void send(WarehouseTable table, List<RowChange> changes, String target) {
        List<WrittenColumn> columns = RowBinaryWriter.columns(table);
        buffers.with(buffer -> {
            RowBinaryWriter.writeHeader(columns, buffer);
            writer.write(table, changes, buffer);
            int server = client.host();
            shapes.require(server, target, table);
            client.insertTyped(server, target, quoted(columns), buffer::writeTo);
            return buffer.size();
        });
    }

    private static List<String> quoted(List<WrittenColumn> columns) {
        return columns.stream().map(column -> Identifiers.quote(column.name())).toList();
    }
}
