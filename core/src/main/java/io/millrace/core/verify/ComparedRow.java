package io.millrace.core.verify;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of one side in a form that both sides share.
 *
 * @param key of tables without one empty; equal for equal keys
 * @param cells one for each compared column, equal for equal values
 * @param shown the values for display, by the source's column names in its order; null is NULL. A rescued value shows
 *     as its exact text, and as what its column shows
 * @param mark changes when the row is written again, whatever its values: the source's {@code xmin} and {@code ctid},
 *     the warehouse's {@code _version}
 */
public record ComparedRow(
        List<String> key, List<@Nullable String> cells, Map<String, @Nullable String> shown, String mark) {

    /** Whether both sides have an equal row, or neither has one. */
    public static boolean same(@Nullable ComparedRow one, @Nullable ComparedRow other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.sameValues(other);
    }

    public boolean sameValues(ComparedRow other) {
        return cells.equals(other.cells);
    }

    /** Whether the row was not written between two reads. */
    public boolean untouchedSince(ComparedRow earlier) {
        return mark.equals(earlier.mark) && cells.equals(earlier.cells);
    }
}
