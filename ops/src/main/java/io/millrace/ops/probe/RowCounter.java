package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.SourceSample;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.catalog.TableRowCount;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the rows of the source's tables every two seconds, or less often where that would take more than a twentieth
 * of the time.
 */
final class RowCounter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(RowCounter.class);
    private static final long COUNTED_ROWS = 500_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final long SHARE = 20;

    private final SourceConnection source;
    private final String publication;
    private final SampleBuffer<SourceSample> outbox;
    private final Clock clock;
    private long dueNanos = System.nanoTime();
    private boolean failing;

    RowCounter(SourceConnection source, String publication, SampleBuffer<SourceSample> outbox, Clock clock) {
        this.source = source;
        this.publication = publication;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void run() {
        long started = System.nanoTime();
        if (started - dueNanos < 0) {
            return;
        }
        try {
            List<TableRowCount> tables =
                    source.ask(connection -> new SourceTables(connection, publication, COUNTED_ROWS, PATIENCE).rows());
            Instant at = clock.instant();
            tables.forEach(
                    table -> outbox.offer(new SourceSample(at, table.table().toString(), table.rows(), table.exact())));
            failing = false;
        } catch (SQLException e) {
            // An outage of the source is reported by PostgresCheck; a missing right only here.
            if (!failing) {
                log.warn("Rows of the source cannot be counted: {}", e.getMessage());
            }
            failing = true;
        }
        // Slightly less than the interval, so that runs do not just miss it.
        long took = System.nanoTime() - started;
        dueNanos = started + Math.max(INTERVAL.toNanos() - 100_000_000, took * SHARE);
    }
}
