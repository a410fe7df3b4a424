package io.millrace.controller.verify;

import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.Difference;
import io.millrace.core.verify.Sightings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at rows that may differ until it is known whether they do. */
final class Settling {
    /** A row that changes each time while all the others have come to rest is left alone. */
    private static final int MOST_LOOKS = 12;

    private final Sides sides;
    private final CatchUpBarrier barrier;

    Settling(Sides sides, CatchUpBarrier barrier) {
        this.sides = sides;
        this.barrier = barrier;
    }

    /** The true differences, and how many rows were never at rest. */
    record Result(List<Difference> differences, long undecided) {}

    /** @param suspects keys as the source finds them by {@link ComparedRow#key()} */
    Result settle(Map<List<String>, List<String>> suspects) throws SQLException, InterruptedException, IOException {
        Map<List<String>, List<String>> open = new LinkedHashMap<>(suspects);
        List<Difference> differences = new ArrayList<>();
        Sightings sightings = new Sightings();
        for (int look = 0; look <= MOST_LOOKS && !open.isEmpty(); look++) {
            List<List<String>> keys = List.copyOf(open.values());
            barrier.replica();
            Map<List<String>, ComparedRow> source = sides.sourceRows(keys);
            if (look > 0) {
                barrier.warehouse();
            }
            Map<List<String>, ComparedRow> warehouse = sides.warehouseRows(keys);
            boolean fenced = look > 0;
            open.entrySet().removeIf(row -> {
                ComparedRow expected = source.get(row.getKey());
                ComparedRow actual = warehouse.get(row.getKey());
                if (!fenced) {
                    // Most were only on their way.
                    return ComparedRow.same(expected, actual);
                }
                Sightings.Verdict verdict = sightings.see(row.getKey(), expected, actual);
                if (verdict == Sightings.Verdict.DIFFERENT) {
                    differences.add(new Difference(row.getValue(), sides.table().numbers(), expected, actual));
                }
                return verdict != Sightings.Verdict.OPEN;
            });
        }
        return new Result(differences, open.size());
    }
}
