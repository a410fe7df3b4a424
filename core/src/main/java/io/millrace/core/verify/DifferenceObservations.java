package io.millrace.core.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes true differences from rows in motion. Each pass reads a row in the source, waits until everything
 * committed by then is in the warehouse, then reads it there.
 *
 * <p>If two consecutive passes find a difference and neither side was written in between, it is true: the version that
 * the warehouse shows in both had committed before the source was read the second time, and a commit between then and
 * the second wait would show in the warehouse.
 */
public final class DifferenceObservations {
    private final Map<List<String>, Looked> last = new HashMap<>();

    private record Looked(
            @Nullable ComparedRow source, @Nullable ComparedRow warehouse) {}

    /** The known state of a row. */
    public enum Verdict {
        EQUAL,
        DIFFERENT,
        /** It must be read again. */
        OPEN
    }

    /**
     * Adds a read of a row.
     *
     * @param key of the row
     * @param source null if the source has no such row
     * @param warehouse null if the view shows none
     */
    public Verdict see(List<String> key, @Nullable ComparedRow source, @Nullable ComparedRow warehouse) {
        Looked before = last.put(key, new Looked(source, warehouse));
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
