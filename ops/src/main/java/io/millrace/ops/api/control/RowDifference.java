package io.millrace.ops.api.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that differed.
 *
 * @param key a number or text; a list where the key has several columns; the whole row of a table without a key
 * @param kind missing-in-warehouse, not-in-source or differs
 * @param columns that differ
 * @param source the row as the source has it; null if it has none
 * @param warehouse the same of the warehouse
 */
public record RowDifference(
        String table,
        JsonNode key,
        String kind,
        List<String> columns,
        @Nullable JsonNode source,
        @Nullable JsonNode warehouse) {
    /** Some of them, and where the next ones begin. */
    public record Page(
            List<RowDifference> differences, @Nullable String next) {}
}
