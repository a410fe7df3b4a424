package io.millrace.ops.api.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one comparison of a table has found out.
 *
 * @param verdict equal, different, undecided or not-comparable
 * @param equal after repairs, if there were any
 * @param reason why it is undecided or not comparable, or why differences are not listed; else empty
 * @param different rows that differed
 * @param undecided rows that changed each time they were looked at
 * @param repaired how many of the different ones are equal now
 * @param repairs what was done, in sentences
 * @param lsn all that the source had committed before it was looked at; null if no row was compared
 * @param sourceSeconds how long statements of the source ran for it; its share where tables were compared together
 * @param protectedColumns columns that {@code source.columns} protects, and how
 * @param request that it belongs to; null for those in the background
 */
public record TableVerdict(
        String table,
        String verdict,
        boolean equal,
        String reason,
        long sourceRows,
        long warehouseRows,
        long different,
        long undecided,
        long repaired,
        List<String> repairs,
        @Nullable String lsn,
        double seconds,
        double sourceSeconds,
        @JsonProperty("protected") Map<String, String> protectedColumns,
        @Nullable String request,
        Instant at) {
    public TableVerdict {
        repairs = List.copyOf(repairs);
        protectedColumns = Map.copyOf(protectedColumns);
    }
}
