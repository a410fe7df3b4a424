package io.millrace.controller.verify;

import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.Difference;
import io.millrace.core.verify.DifferenceObservations;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads rows that may differ again until it is known whether they do. */
final class DifferenceRecheck {
    /** A row that keeps changing while all others are stable is left undecided. */
    private static final int MOST_LOOKS = 12;

    private final TablePair pair;
    private final CatchUpBarrier barrier;

    DifferenceRecheck(TablePair pair, CatchUpBarrier barrier) {
        this.pair = pair;
        this.barrier = barrier;
    }

    /** The true differences, and how many rows kept changing. */
    record Result(List<Difference> differences, long undecided) {}

    /** @param suspects keys as the source finds them by {@link ComparedRow#key()} */
    Result recheck(Map<List<String>, List<String>> suspects) throws SQLException, InterruptedException, IOException {
        Map<List<String>, List<String>> open = new LinkedHashMap<>(suspects);
        List<Difference> differences = new ArrayList<>();
        DifferenceObservations observations = new DifferenceObservations();
        for (int look = 0; look <= MOST_LOOKS && !open.isEmpty(); look++) {
            List<List<String>> keys = List.copyOf(open.values());
            barrier.replica();
            Map<List<String>, ComparedRow> source = pair.sourceRows(keys);
            if (look > 0) {
                barrier.warehouse();
            }
            Map<List<String>, ComparedRow> warehouse = pair.warehouseRows(keys);
            boolean atBarrier = look > 0;
            open.entrySet().removeIf(row -> {
                ComparedRow expected = source.get(row.getKey());
                ComparedRow actual = warehouse.get(row.getKey());
                if (!atBarrier) {
                    // Most were only in the stream.
                    return ComparedRow.same(expected, actual);
                }
                DifferenceObservations.Verdict verdict = observations.see(row.getKey(), expected, actual);
                if (verdict == DifferenceObservations.Verdict.DIFFERENT) {
                    differences.add(new Difference(row.getValue(), pair.table().numbers(), expected, actual));
                }
                return verdict != DifferenceObservations.Verdict.OPEN;
            });
        }
        return new Result(differences, open.size());
    }
}
