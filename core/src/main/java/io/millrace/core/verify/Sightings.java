package io.millrace.core.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells true differences from rows in motion. Each look reads a row in the source first, then waits until all that had
 * committed by then is in the warehouse, then reads it there.
 *
 * <p>Where two looks in a row find a difference and nothing has touched either side in between, it is true: the version that
 * the warehouse shows in both had committed before the source was read the second time, and nothing of the row can have
 * committed between then and the second wait, or the warehouse would show it.
 */
public final class Sightings {
    private final Map<List<String>, Sighting> last = new HashMap<>();

    private record Sighting(
            @Nullable ComparedRow source, @Nullable ComparedRow warehouse) {}

    /** What is known of a row. */
    public enum Verdict {
        EQUAL,
        DIFFERENT,
        /** It must be looked at again. */
        OPEN
    }

    /**
     * Takes a look at a row.
     *
     * @param key of the row
     * @param source null where the source has no such row
     * @param warehouse null where the view shows none
     */
    public Verdict see(List<String> key, @Nullable ComparedRow source, @Nullable ComparedRow warehouse) {
        Sighting before = last.put(key, new Sighting(source, warehouse));
        if (ComparedRow.same(source, warehouse)) {
            return Verdict.EQUAL;
        }
        if (before == null) {
            return Verdict.OPEN;
        }
        if (ComparedRow.same(source, before.warehouse())) {
            // Read in the warehouse and then in the source: it was equal for a moment.
            return Verdict.EQUAL;
        }
        boolean still = untouched(source, before.source()) && untouched(warehouse, before.warehouse());
        return still ? Verdict.DIFFERENT : Verdict.OPEN;
    }

    private static boolean untouched(@Nullable ComparedRow now, @Nullable ComparedRow before) {
        if (now == null || before == null) {
            return now == null && before == null;
        }
        return now.untouchedSince(before);
    }
}
