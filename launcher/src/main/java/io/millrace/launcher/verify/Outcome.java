package io.millrace.launcher.verify;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import io.millrace.core.verify.Difference;
import java.util.List;
import java.util.Map;

/**
 * What comparing one table has found out.
 *
 * @param table the table
 * @param sourceRows rows of the source
 * @param warehouseRows rows that the view shows
 * @param differences rows that differ, at most {@link TableVerification#MOST_DIFFERENCES}
 * @param undecided how many rows changed each time they were looked at
 * @param problem why it could not be found out, in a sentence; else empty
 * @param repaired what was done about the differences, in sentences; empty where nothing was asked for
 * @param mended how many of the differences are no more
 * @param lsn all that the source had committed before this LSN was looked at; unsigned
 * @param seconds how long it took
 * @param sourceSeconds how long statements of the source ran for it
 * @param hidden columns that {@code source.columns} protects, and how: those that are dropped are not compared, of the others
 *     what is left of their values
 */
record Outcome(
        TableId table,
        long sourceRows,
        long warehouseRows,
        List<Difference> differences,
        long undecided,
        String problem,
        List<String> repaired,
        long mended,
        long lsn,
        double seconds,
        double sourceSeconds,
        Map<String, String> hidden) {
    Outcome {
        requireNonNull(table, "table is null");
        requireNonNull(problem, "problem is null");
        differences = List.copyOf(differences);
        repaired = List.copyOf(repaired);
    }

    static Outcome failed(TableId table, String problem) {
        return new Outcome(table, 0, 0, List.of(), 0, problem, List.of(), 0, 0, 0, 0, Map.of());
    }

    /** Whether no row differs, after repairs if there were any. */
    boolean equal() {
        return problem.isEmpty() && mended == differences.size();
    }

    Outcome repaired(List<String> what, long nowMended) {
        return new Outcome(
                table,
                sourceRows,
                warehouseRows,
                differences,
                undecided,
                problem,
                what,
                nowMended,
                lsn,
                seconds,
                sourceSeconds,
                hidden);
    }

    Outcome guarded(Map<String, String> columns) {
        return new Outcome(
                table,
                sourceRows,
                warehouseRows,
                differences,
                undecided,
                problem,
                repaired,
                mended,
                lsn,
                seconds,
                sourceSeconds,
                columns);
    }
}
