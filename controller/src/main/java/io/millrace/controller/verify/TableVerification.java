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
final class TableVerification implements Comparison {
    /** More are not listed one by one: such a table is best loaded again. */
    static final int MOST_DIFFERENCES = 10_000;

    /** Rows that may differ and wait to be looked at. */
    private static final int SUSPECTS_TOGETHER = 2_000;

    private final Sides sides;
    private final CatchUpBarrier barrier;
    private final Settling settling;
    private final VerifyLimits limits;
    private final Pace pace;
    private final LongConsumer progress;

    private final Map<List<String>, List<String>> suspects = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private long undecided;
    private long sourceRows;
    private long warehouseRows;
    private boolean complete = true;

    /**
     * @param pace shared with others who read the source
     * @param progress hears how many rows of the source have been read
     */
    TableVerification(Sides sides, CatchUpBarrier barrier, VerifyLimits limits, Pace pace, LongConsumer progress) {
        this.sides = sides;
        this.barrier = barrier;
        this.settling = new Settling(sides, barrier);
        this.limits = limits;
        this.pace = pace;
        this.progress = progress;
    }

    @Override
    public boolean glance() throws SQLException, InterruptedException, IOException {
        boolean inRanges = sides.table().order() == ComparedTable.Order.RANGES;
        boolean hashed = inRanges && sides.table().uncanonical().isEmpty();
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
        settle();
        if (!differences.isEmpty()) {
            // A load may have begun meanwhile, whose rows are not in the stream before.
            barrier.loads(sides.table().table().source());
            differences.forEach(difference -> suspects.put(sides.cells(difference.key()), difference.key()));
            differences.clear();
            settle();
        }
        String reason = complete || differences.isEmpty()
                ? ""
                : "more than " + MOST_DIFFERENCES + " rows differ, and the rest was not looked at: load it again with"
                        + " `./millrace resync " + sides.table().table().source() + "`";
        return new Compared(sourceRows, warehouseRows, !differences.isEmpty(), differences, undecided, reason);
    }

    private boolean forward(boolean hashed, boolean inRanges) throws SQLException, InterruptedException, IOException {
        int rows = hashed ? limits.chunk() : limits.listedChunk();
        List<String> after = null;
        do {
            pace.await();
            long begin = System.nanoTime();
            Sides.Range range = sides.range(after, rows);
            long read = hashed ? sum(range) : list(inRanges ? sides.list(range) : sides.listByKeys(range));
            pace.took(read, begin);
            sourceRows += read;
            progress.accept(read);
            after = range.upTo();
            if (!goesOn()) {
                return false;
            }
        } while (after != null);
        return true;
    }

    private long sum(Sides.Range range) throws SQLException {
        ChunkSum expected = sides.sourceSum(range);
        ChunkSum actual = sides.warehouseSum(range);
        if (expected.proves(actual)) {
            warehouseRows += actual.rows();
            return expected.rows();
        }
        return list(sides.list(range));
    }

    private long list(Sides.Listing listing) {
        warehouseRows += listing.warehouseRows();
        suspects.putAll(listing.suspects());
        return listing.sourceRows();
    }

    /** Rows that only the view shows. */
    private boolean backward() throws SQLException, InterruptedException, IOException {
        List<String> after = null;
        warehouseRows = 0;
        while (true) {
            List<List<String>> keys = sides.shownKeys(after, limits.listedChunk());
            warehouseRows += keys.size();
            if (keys.isEmpty()) {
                return true;
            }
            pace.await();
            long begin = System.nanoTime();
            suspects.putAll(sides.missingInSource(keys));
            pace.took(keys.size(), begin);
            after = keys.get(keys.size() - 1);
            if (!goesOn()) {
                return false;
            }
        }
    }

    private boolean goesOn() throws SQLException, InterruptedException, IOException {
        if (suspects.size() >= SUSPECTS_TOGETHER) {
            settle();
        }
        return differences.size() < MOST_DIFFERENCES;
    }

    private void settle() throws SQLException, InterruptedException, IOException {
        Settling.Result result = settling.settle(suspects);
        differences.addAll(result.differences());
        undecided += result.undecided();
        suspects.clear();
    }
}
