package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamEpoch;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.postgres.load.PublishedTable;
import io.millrace.postgres.load.PublishedTables;
import io.millrace.postgres.load.SourceSnapshot;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads tables while changes flow: reads their rows by {@code COPY}, over several connections from one snapshot, and
 * appends them to the change stream. Rows get the position of a watermark: they supersede earlier rows, and later
 * commits supersede them. A load can be repeated from its start at any time, with a later watermark.
 */
public final class TableLoader {
    /** Undefined table or schema. */
    private static final Set<String> MISSING = Set.of("42P01", "3F000");

    private final LoadSettings settings;
    private final ChangeStreamProducer stream;
    private final StreamProgress progress;
    private final Clock clock;
    private final RowRateLimiter limiter;

    /** A loader with its own limit {@link LoadSettings#rowsPerSecond}. */
    public TableLoader(LoadSettings settings, ChangeStreamProducer stream, StreamProgress progress, Clock clock) {
        this(settings, stream, progress, new RowRateLimiter(settings.rowsPerSecond()), clock);
    }

    /**
     * @param stream stays the caller's, who closes it
     * @param progress of the pipeline, by which a load is throttled
     * @param limiter replaces {@link LoadSettings#rowsPerSecond}, shared by several loads
     */
    public TableLoader(
            LoadSettings settings,
            ChangeStreamProducer stream,
            StreamProgress progress,
            RowRateLimiter limiter,
            Clock clock) {
        this.settings = requireNonNull(settings, "settings is null");
        this.stream = requireNonNull(stream, "stream is null");
        this.progress = requireNonNull(progress, "progress is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.limiter = requireNonNull(limiter, "limiter is null");
    }

    /**
     * Appends the rows of some tables, and returns when they are durable in the change stream. Also announces which
     * transactions the snapshot of whole tables sees, but not that the load is complete: {@link #announce}.
     *
     * @param targets one or more, each of another table
     * @param watermark LSN, in its epoch, of a logical message; a snapshot taken now must see everything that committed
     *     before it
     * @param checkpoints lets the load of one large table with a key continue after an interruption
     * @throws TableChangedException if a table is not the requested one
     * @throws LoadException if a table cannot be loaded
     * @throws SQLException if the source does not answer, or refuses
     * @throws io.millrace.kafka.LogException if Kafka does not answer, or refuses
     */
    public CompletedLoad load(
            List<LoadTarget> targets, long watermark, LoadCheckpoints checkpoints, LoadProgress listener)
            throws SQLException, InterruptedException {
        try (SourceSnapshot snapshot = snapshot(targets)) {
            long xid = StreamEpoch.place(snapshot.transactionId(), settings.epoch());
            long end = StreamEpoch.place(snapshot.endLsn(), settings.epoch());
            List<TableRead> tables = tables(targets, snapshot);
            List<LoadTarget> whole =
                    targets.stream().filter(LoadTarget::isWholeTable).toList();
            if (!whole.isEmpty()) {
                SourcePosition position = position(watermark, xid, 0);
                send(0, LoadMessages.snapshot(whole, snapshot, settings.epoch(), watermark, position));
            }
            LandingWindow window = new LandingWindow(progress);
            ParallelRead reading = new ParallelRead(
                    snapshot,
                    settings.rules(),
                    () -> new BlockBatcher(settings.partitions(), (partition, block) -> {
                        window.await();
                        stream.send(partition, block, (at, next) -> window.durable(at, next, block.length));
                    }),
                    limiter,
                    ordinal -> rows(watermark, end, xid, ordinal),
                    listener);
            long first = read(reading, tables, watermark, checkpoints);
            return new CompletedLoad(targets, watermark, first, xid, stream.flush());
        }
    }

    /** @return the watermark of its first rows */
    private long read(ParallelRead reading, List<TableRead> tables, long watermark, LoadCheckpoints checkpoints)
            throws SQLException, InterruptedException {
        if (tables.size() != 1 || !canResume(tables.get(0))) {
            for (TableRead table : tables) {
                long pages = ParallelRead.chunkPages(table, settings.readers());
                reading.add(table, Chunk.plan(table.table().parts(), pages));
            }
            reading.run(settings.readers(), ParallelRead.AfterChunk.NOTHING);
            return watermark;
        }
        TableRead table = tables.get(0);
        String shape = LoadShape.of(table.table(), settings);
        LoadCheckpoint from = checkpoints
                .last()
                .filter(last -> last.shape().equals(shape))
                .orElseGet(() -> new LoadCheckpoint(watermark, shape, 0, 0));
        List<Chunk> chunks = Chunk.plan(
                table.table().parts(), ParallelRead.chunkPages(table, settings.readers()), from.part(), from.page());
        ChunksDone done = new ChunksDone(chunks);
        reading.add(table, chunks);
        reading.run(settings.readers(), new ParallelRead.AfterChunk() {
            @Override
            public void sent(Chunk chunk) throws InterruptedException {
                stream.flush();
                done.add(chunk);
            }

            @Override
            public void lookAround() {
                Chunk next = done.next();
                if (next != null) {
                    checkpoints.save(new LoadCheckpoint(from.watermark(), shape, next.part(), next.firstPage()));
                }
            }
        });
        return from.watermark();
    }

    /** Without a key, rows of two snapshots cannot be combined; for small tables it is not worthwhile. */
    private static boolean canResume(TableRead table) {
        return table.target().isWholeTable() && table.isKeyed() && table.pages() > Chunk.PAGES;
    }

    /**
     * Announces that rows of the loaded tables from before the first watermark are gone from the source. Only once all
     * rows of the load have landed, as older rows are shown until then.
     *
     * @return by partition of the change stream, an offset after what was appended
     */
    public Map<Integer, Long> announce(CompletedLoad load) throws InterruptedException {
        List<LoadTarget> whole =
                load.targets().stream().filter(LoadTarget::isWholeTable).toList();
        if (!whole.isEmpty()) {
            // As from a transaction after the snapshot.
            long xid = load.transactionId() & 0xFFFF_FFFFL;
            SourcePosition position = position(load.watermark(), xid, 0);
            send(0, LoadMessages.resynced(whole, load.firstWatermark(), position));
        }
        return stream.flush();
    }

    private void send(int partition, byte[] block) throws InterruptedException {
        stream.send(partition, block, (at, next) -> {});
    }

    private SourceSnapshot snapshot(List<LoadTarget> targets) throws SQLException {
        try {
            return SourceSnapshot.take(
                    settings.source(), targets.stream().map(LoadTarget::table).toList());
        } catch (SQLException e) {
            if (MISSING.contains(requireNonNullElse(e.getSQLState(), ""))) {
                throw new TableChangedException("a table was dropped or renamed: " + e.getMessage());
            }
            throw e;
        }
    }

    private List<TableRead> tables(List<LoadTarget> targets, SourceSnapshot snapshot) throws SQLException {
        Map<Long, PublishedTable> published = new PublishedTables(
                        snapshot.connection(), settings.publication(), settings.rules())
                .read(targets.stream().map(LoadTarget::oid).toList());
        List<TableRead> tables = new ArrayList<>();
        Set<Long> read = new HashSet<>();
        for (LoadTarget target : targets) {
            PublishedTable table = published.get(target.oid());
            if (table == null || snapshot.oid(target.table()) != target.oid()) {
                throw new TableChangedException("table " + target.table() + " is another one now");
            }
            if (!read.add(target.oid())) {
                // Requested by name and by oid: rows without a key would be duplicated.
                continue;
            }
            List<String> columns = table.description().columns().stream()
                    .map(column -> column.name())
                    .toList();
            for (String column : table.description().key()) {
                if (!columns.contains(column)) {
                    throw new LoadException("the publication " + settings.publication() + " leaves " + column
                            + " out, a column of the key of table " + target.table()
                            + ": publish all columns of it, see `./millrace doctor`");
                }
            }
            checkKeys(target, columns);
            if (!columns.isEmpty()) {
                tables.add(new TableRead(target, table));
            }
        }
        return tables;
    }

    /** A client that can request rows must not be able to probe the values of protected columns. */
    private void checkKeys(LoadTarget target, List<String> columns) throws LoadException {
        for (SourceKey row : target.rows()) {
            for (SourceKey.Part part : row.columns()) {
                String column = part.column();
                if (!columns.contains(column)
                        || settings.rules().of(target.table(), column).isPresent()) {
                    throw new LoadException("table " + target.table() + " has no column " + column
                            + " to identify rows by: load the whole table");
                }
            }
        }
    }

    private SourcePosition rows(long watermark, long end, long xid, long ordinal) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        return SourcePosition.ofLoad(watermark, end, xid, now, now, ordinal);
    }

    private SourcePosition position(long watermark, long xid, long ordinal) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        // The message's LSN is also used as the last commit's, as it is after all earlier commits.
        return new SourcePosition(watermark, watermark, xid, now, now, ordinal);
    }
}
