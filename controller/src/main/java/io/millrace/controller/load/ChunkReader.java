package io.millrace.controller.load;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads chunks sequentially over one connection into blocks. Not thread-safe. */
final class ChunkReader {
    /** Distance of row numbers between chunks, so that they are unique in a table. */
    private static final int ORDINAL_BITS = 32;

    private static final int ROWS_PER_POSITION = 1_000;

    private final Connection connection;
    private final BlockBatcher blocks;
    private final ColumnRules rules;
    private final RowRateLimiter limiter;
    private final LongFunction<SourcePosition> positions;
    private final BooleanSupplier stopped;

    /**
     * @param connection within a transaction that has the snapshot
     * @param positions the position of rows by ordinal, right now
     * @param stopped whether another reader has failed
     */
    ChunkReader(
            Connection connection,
            BlockBatcher blocks,
            ColumnRules rules,
            RowRateLimiter limiter,
            LongFunction<SourcePosition> positions,
            BooleanSupplier stopped) {
        this.connection = connection;
        this.blocks = blocks;
        this.rules = rules;
        this.limiter = limiter;
        this.positions = positions;
        this.stopped = stopped;
    }

    /**
     * Reads a chunk; an incomplete block stays in the batcher.
     *
     * @param progress receives the number of rows at intervals
     */
    void read(TableRead table, Chunk chunk, RowCount progress) throws SQLException, InterruptedException {
        String sql = CopyQuery.of(table.table(), chunk, table.target().sql());
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        Rows rows = new Rows(table, chunk, progress);
        try {
            CopyLines lines = new CopyLines();
            for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
                lines.add(data, rows);
            }
            lines.end();
            rows.count();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Receives the number of additional rows read. */
    @FunctionalInterface
    interface RowCount {
        void rows(int more);
    }

    /** The rows of one chunk. */
    private final class Rows implements CopyLines.Line {
        private final TableRead table;
        private final RowCount progress;
        private final CopyRow row;
        private final boolean keyed;
        private long ordinal;
        private int uncounted;
        private int unlimited;
        private SourcePosition position;

        Rows(TableRead table, Chunk chunk, RowCount progress) {
            this.table = table;
            this.progress = progress;
            this.row = new CopyRow(table.table().columns(), rules);
            this.keyed = table.isKeyed();
            this.ordinal = (long) chunk.number() << ORDINAL_BITS;
            this.position = positions.apply(0);
        }

        @Override
        public void line(byte[] bytes, int from, int to) throws InterruptedException {
            if (++unlimited == limiter.rowsAtOnce()) {
                limiter.acquire(unlimited);
                unlimited = 0;
            }
            Tuple tuple = row.read(bytes, from, to);
            if (keyed) {
                blocks.row(row.partition(table.hash(), blocks.partitions()), position, table.description(), tuple);
            } else {
                blocks.row(blocks.turn(), at(ordinal++), table.description(), tuple);
            }
            if (++uncounted == ROWS_PER_POSITION) {
                count();
            }
        }

        private SourcePosition at(long number) {
            return new SourcePosition(
                    position.commitLsn(),
                    position.lsn(),
                    position.transactionId(),
                    position.committedAtMicros(),
                    position.capturedAtMicros(),
                    number);
        }

        void count() throws InterruptedException {
            progress.rows(uncounted);
            uncounted = 0;
            Failpoint.ROWS_LOADING.reach();
            if (stopped.getAsBoolean() || Thread.interrupted()) {
                throw new InterruptedException("the load has ended");
            }
            position = positions.apply(0);
        }
    }
}
