package io.millrace.controller.verify;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import io.millrace.core.verify.Difference;
import java.util.List;
import java.util.Map;

/**
 * The result of comparing one table.
 *
 * @param table the table
 * @param verdict before repairs: {@link #verdict()} counts them
 * @param reason why the table is undecided or not comparable, or why differences are not listed, in a sentence; else
 *     empty
 * @param sourceRows rows of the source, as far as they were read
 * @param warehouseRows rows that the view shows, as far as they were read
 * @param differences rows that differ, at most 10,000
 * @param undecided how many rows changed each time they were looked at
 * @param repaired what was done about the differences, in sentences; empty if nothing was asked for
 * @param fixed how many of the differences were fixed
 * @param lsn all that the source had committed before this LSN was looked at; unsigned
 * @param seconds how long it took; where several tables were compared together, its share
 * @param sourceSeconds how long statements of the source ran for it; likewise
 * @param hidden columns that {@code source.columns} protects, and how: those that are dropped are not compared, of the
 *     others what is left of their values
 */
public record Outcome(
        TableId table,
        Verdict verdict,
        String reason,
        long sourceRows,
        long warehouseRows,
        List<Difference> differences,
        long undecided,
        List<String> repaired,
        long fixed,
        long lsn,
        double seconds,
        double sourceSeconds,
        Map<String, String> hidden) {
    public Outcome {
        requireNonNull(table, "table is null");
        requireNonNull(verdict, "verdict is null");
        requireNonNull(reason, "reason is null");
        differences = List.copyOf(differences);
        repaired = List.copyOf(repaired);
    }

    /** A table without a compared row. */
    public static Outcome without(TableId table, Verdict verdict, String reason) {
        return new Outcome(table, verdict, reason, 0, 0, List.of(), 0, List.of(), 0, 0, 0, 0, Map.of());
    }

    /** From the result of its rows. */
    public static Outcome of(TableId table, Compared compared) {
        Verdict verdict = compared.differs()
                ? Verdict.DIFFERENT
                : compared.undecided() > 0 || !compared.reason().isEmpty() ? Verdict.UNDECIDED : Verdict.EQUAL;
        String reason = verdict == Verdict.UNDECIDED && compared.reason().isEmpty()
                ? compared.undecided() + " rows changed each time they were looked at"
                : compared.reason();
        return new Outcome(
                table,
                verdict,
                reason,
                compared.sourceRows(),
                compared.warehouseRows(),
                compared.differences(),
                compared.undecided(),
                List.of(),
                0,
                0,
                0,
                0,
                Map.of());
    }

    /** Whether the two sides are equal, after repairs if there were any. */
    public boolean equal() {
        return verdict == Verdict.EQUAL;
    }

    /** With the result of a repair. If no difference is left, the table is equal. */
    public Outcome repaired(List<String> what, long nowFixed) {
        boolean all = verdict == Verdict.DIFFERENT
                && !differences.isEmpty()
                && nowFixed == differences.size()
                && reason.isEmpty();
        return new Outcome(
                table,
                all ? undecided > 0 ? Verdict.UNDECIDED : Verdict.EQUAL : verdict,
                reason,
                sourceRows,
                warehouseRows,
                differences,
                undecided,
                what,
                nowFixed,
                lsn,
                seconds,
                sourceSeconds,
                hidden);
    }

    /** With its cost. */
    Outcome measured(long upTo, double took, double ofTheSource, Map<String, String> columns) {
        return new Outcome(
                table,
                verdict,
                reason,
                sourceRows,
                warehouseRows,
                differences,
                undecided,
                repaired,
                fixed,
                upTo,
                took,
                ofTheSource,
                columns);
    }
}
