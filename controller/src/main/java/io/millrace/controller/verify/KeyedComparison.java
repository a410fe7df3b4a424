package io.millrace.controller.verify;

import io.millrace.controller.verify.CatchUpBarrier.StillLoading;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.Difference;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Compares a table that has a key: piece by piece by hashes, then row by row where they differ. */
final class KeyedComparison implements Comparison {
    /** More are not listed: such a table is best resynced. */
    static final int MOST_DIFFERENCES = 10_000;

    /** Rows that may differ, to be read again. */
    private static final int SUSPECTS_TOGETHER = 2_000;

    private final TablePair pair;
    private final CatchUpBarrier barrier;
    private final DifferenceRecheck recheck;
    private final VerifyLimits limits;
    private final RateLimiter rateLimiter;
    private final LongConsumer progress;

    private final Map<List<String>, List<String>> suspects = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private long undecided;
    private long sourceRows;
    private long warehouseRows;
    private boolean complete = true;

    /**
     * @param rateLimiter shared with others who read the source
     * @param progress receives the number of source rows read
     */
    KeyedComparison(
            TablePair pair,
            CatchUpBarrier barrier,
            VerifyLimits limits,
            RateLimiter rateLimiter,
            LongConsumer progress) {
        this.pair = pair;
        this.barrier = barrier;
        this.recheck = new DifferenceRecheck(pair, barrier);
        this.limits = limits;
        this.rateLimiter = rateLimiter;
        this.progress = progress;
    }

    @Override
    public boolean glance() throws SQLException, InterruptedException, IOException {
        boolean inRanges = pair.table().order() == ComparedTable.Order.RANGES;
        boolean hashed = inRanges && pair.table().isHashed();
        complete = forward(hashed, inRanges);
        if (complete && !inRanges) {
            complete = backward();
        }
        return complete && suspects.isEmpty() && differences.isEmpty() && undecided == 0;
    }

    @Override
    public Compared known() {
        return new Compared(sourceRows, warehouseRows, false, List.of(), 0, "");
    }

    @Override
    public Compared result() throws SQLException, InterruptedException, IOException, StillLoading {
        recheck();
        if (!differences.isEmpty()) {
            // A load may have begun meanwhile, whose rows are not in the stream yet.
            barrier.loads(pair.table().table().source());
            differences.forEach(difference -> suspects.put(pair.cells(difference.key()), difference.key()));
            differences.clear();
            recheck();
        }
        String reason = complete || differences.isEmpty()
                ? ""
                : "more than " + MOST_DIFFERENCES + " rows differ, and the rest was not looked at: load it again with"
                        + " `./millrace resync " + pair.table().table().source() + "`";
        return new Compared(sourceRows, warehouseRows, !differences.isEmpty(), differences, undecided, reason);
    }

    private boolean forward(boolean hashed, boolean inRanges) throws SQLException, InterruptedException, IOException {
        int rows = hashed ? limits.chunk() : limits.listedChunk();
        List<String> after = null;
        do {
            rateLimiter.await();
            long begin = System.nanoTime();
            TablePair.Range range = pair.range(after, rows);
            long read = hashed ? sum(range) : list(inRanges ? pair.list(range) : pair.listByKeys(range));
            rateLimiter.took(read, begin);
            sourceRows += read;
            progress.accept(read);
            after = range.upTo();
            if (!goesOn()) {
                return false;
            }
        } while (after != null);
        return true;
    }

    private long sum(TablePair.Range range) throws SQLException {
        ChunkSum expected = pair.sourceSum(range);
        ChunkSum actual = pair.warehouseSum(range);
        if (expected.proves(actual)) {
            warehouseRows += actual.rows();
            return expected.rows();
        }
        return list(pair.list(range));
    }

    private long list(TablePair.Listing listing) {
        warehouseRows += listing.warehouseRows();
        suspects.putAll(listing.suspects());
        return listing.sourceRows();
    }

    /** Rows that only the view shows. */
    private boolean backward() throws SQLException, InterruptedException, IOException {
        List<String> after = null;
        warehouseRows = 0;
        while (true) {
            List<List<String>> keys = pair.shownKeys(after, limits.listedChunk());
            warehouseRows += keys.size();
            if (keys.isEmpty()) {
                return true;
            }
            rateLimiter.await();
            long begin = System.nanoTime();
            suspects.putAll(pair.missingInSource(keys));
            rateLimiter.took(keys.size(), begin);
            after = keys.get(keys.size() - 1);
            if (!goesOn()) {
                return false;
            }
        }
    }

    private boolean goesOn() throws SQLException, InterruptedException, IOException {
        if (suspects.size() >= SUSPECTS_TOGETHER) {
            recheck();
        }
        return differences.size() < MOST_DIFFERENCES;
    }

    private void recheck() throws SQLException, InterruptedException, IOException {
        DifferenceRecheck.Result result = recheck.recheck(suspects);
        differences.addAll(result.differences());
        undecided += result.undecided();
        suspects.clear();
    }
}
