package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.millrace.core.event.SourceEra;
import io.millrace.core.event.SourcePosition;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.postgres.PublishedTable;
import io.millrace.postgres.PublishedTables;
import io.millrace.postgres.SourceSnapshot;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads tables while changes flow: reads what they hold by {@code COPY}, over several connections from one snapshot, and appends
 * it to the change stream. Rows get the position of a watermark: they supersede what was there, and what commits later
 * supersedes them. A load can be done again from its start at any time, with another watermark.
 */
public final class TableLoader {
    /** No table of the name, no schema. */
    private static final Set<String> MISSING = Set.of("42P01", "3F000");

    private final LoadSettings settings;
    private final ChangeStreamProducer stream;
    private final Clock clock;
    private final RowRateLimiter limiter;

    /** @param stream stays the caller's, who closes it */
    public TableLoader(LoadSettings settings, ChangeStreamProducer stream, Clock clock) {
        this.settings = requireNonNull(settings, "settings is null");
        this.stream = requireNonNull(stream, "stream is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.limiter = new RowRateLimiter(settings.rowsPerSecond());
    }

    /**
     * Appends the rows of some tables, and returns when they are durable in the change stream. The pipeline is told which
     * transactions the snapshot of whole tables sees, but not that the load is complete: {@link #announce}.
     *
     * @param targets one or more, each of another table
     * @param watermark LSN, in its epoch, of a logical message before which nothing has committed that a snapshot of now does
     *     not see
     * @throws TableChangedException where a table is not the one that was meant
     * @throws LoadException where a table cannot be loaded as it is
     * @throws SQLException where the source does not answer, or refuses
     * @throws io.millrace.kafka.LogException where Kafka does not answer, or refuses
     */
    public Load load(List<LoadTarget> targets, long watermark, LoadProgress progress)
            throws SQLException, InterruptedException {
        try (SourceSnapshot snapshot = snapshot(targets)) {
            long xid = SourceEra.place(snapshot.transactionId(), settings.epoch());
            List<TableRead> tables = tables(targets, snapshot);
            List<LoadTarget> whole =
                    targets.stream().filter(LoadTarget::isWholeTable).toList();
            if (!whole.isEmpty()) {
                SourcePosition position = position(watermark, xid, 0);
                stream.send(0, LoadMessages.snapshot(whole, snapshot, settings.epoch(), watermark, position));
            }
            new ParallelRead(
                            snapshot,
                            settings.rules(),
                            () -> new BlockBatcher(settings.partitions(), stream::send),
                            limiter,
                            ordinal -> position(watermark, xid, ordinal),
                            progress)
                    .run(tables, settings.readers());
            return new Load(targets, watermark, xid, stream.flush());
        }
    }

    /**
     * Says that what the warehouse has of the load's tables from before the watermark is gone from the source. Only when all
     * rows of the load have landed, for until then what is older stands in for them.
     *
     * @return by partition of the change stream, an offset behind what was appended
     */
    public Map<Integer, Long> announce(Load load) throws InterruptedException {
        List<LoadTarget> whole =
                load.targets().stream().filter(LoadTarget::isWholeTable).toList();
        if (!whole.isEmpty()) {
            // As of a transaction after the snapshot, which it is not part of.
            long xid = load.transactionId() & 0xFFFF_FFFFL;
            SourcePosition position = position(load.watermark(), xid, 0);
            stream.send(0, LoadMessages.resynced(whole, load.watermark(), position));
        }
        return stream.flush();
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
        for (LoadTarget target : targets) {
            PublishedTable table = published.get(target.oid());
            if (table == null || snapshot.oid(target.table()) != target.oid()) {
                throw new TableChangedException("table " + target.table() + " is another one now");
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
            if (!columns.isEmpty()) {
                tables.add(new TableRead(target, table));
            }
        }
        return tables;
    }

    private SourcePosition position(long watermark, long xid, long ordinal) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        // The message's LSN stands for that of the commit before it, too: it lies after all earlier ones.
        return new SourcePosition(watermark, watermark, xid, now, now, ordinal);
    }
}
