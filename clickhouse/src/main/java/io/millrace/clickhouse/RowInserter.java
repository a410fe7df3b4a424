package io.millrace.clickhouse;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.rowbinary.BufferPool;
import io.millrace.clickhouse.rowbinary.RowBinaryWriter;
import io.millrace.clickhouse.table.EarlierVersions;
import io.millrace.clickhouse.table.MirroredTables;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.warehouse.WarehouseException;
import java.util.List;

/** Inserts rows: one request a batch, no look-up of the schema, no compression. */
final class RowInserter {
    private final ClickHouseClient client;
    private final MirroredTables tables;
    private final RowBinaryWriter writer = new RowBinaryWriter();
    private final EarlierVersions earlier;
    private final BufferPool buffers = new BufferPool();

    RowInserter(ClickHouseClient client, MirroredTables tables) {
        this.client = client;
        this.tables = tables;
        this.earlier = new EarlierVersions(client);
    }

    void insert(TableBatch batch) {
        if (batch.changes().isEmpty()) {
            return;
        }
        List<RowChange> changes = completed(batch);
        if (changes.isEmpty()) {
            return;
        }
        try {
            send(batch.table(), changes);
        } catch (WarehouseException e) {
            if (e.code() != ErrorCode.SCHEMA_NOT_FOLLOWED) {
                throw e;
            }
            // A person has dropped the table or a column: what is lost comes back by a resync, but what comes now
            // lands.
            tables.restore(batch.table(), changes.get(0).position());
            send(batch.table(), changes);
        }
    }

    private List<RowChange> completed(TableBatch batch) {
        return earlier.complete(batch, tables.names(batch.table()));
    }

    private void send(WarehouseTable table, List<RowChange> changes) {
        buffers.with(buffer -> {
            writer.write(table, changes, buffer);
            client.insert(tables.names(table).storage(), columns(table), buffer::writeTo);
            return buffer.size();
        });
    }

    private static List<String> columns(WarehouseTable table) {
        return RowBinaryWriter.columns(table).stream().map(Identifiers::quote).toList();
    }
}
