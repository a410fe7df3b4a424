package io.millrace.controller.verify;

import io.millrace.core.verify.Difference;
import java.util.List;

/**
 * The result of comparing the rows of a table.
 *
 * @param sourceRows rows of the source
 * @param warehouseRows rows that the view shows
 * @param differs whether the two sides are known to differ
 * @param differences the known differences
 * @param undecided how many rows changed each time they were looked at
 * @param reason why it is undecided, or why differences are not listed; else empty
 */
public record Compared(
        long sourceRows,
        long warehouseRows,
        boolean differs,
        List<Difference> differences,
        long undecided,
        String reason) {
    public Compared {
        differences = List.copyOf(differences);
    }
}
