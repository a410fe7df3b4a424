package io.millrace.controller.verify;

import io.millrace.core.verify.Difference;
import java.util.List;

/**
 * What comparing the rows of a table has found out.
 *
 * @param sourceRows rows of the source
 * @param warehouseRows rows that the view shows
 * @param differs whether the two sides are certainly not equal
 * @param differences the rows that differ, as far as they are known
 * @param undecided how many rows changed each time they were looked at
 * @param reason why it could not be found out, or why differences are not listed; else empty
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
