package io.millrace.controller.load;

import io.millrace.postgres.load.PublishedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statement that reads a chunk. */
final class CopyQuery {
    private CopyQuery() {}

    /** @param condition of the load, in SQL; empty for all rows */
    static String of(PublishedTable table, Chunk chunk, String condition) {
        String columns =
                table.columns().stream().map(PublishedTable.Column::expression).collect(Collectors.joining(", "));
        List<String> conditions = new ArrayList<>();
        if (!chunk.condition().isEmpty()) {
            conditions.add(chunk.condition());
        }
        if (!table.filter().isEmpty()) {
            conditions.add("(" + table.filter() + ")");
        }
        if (!condition.isEmpty()) {
            // It may end in a comment.
            conditions.add("(" + condition + "\n)");
        }
        return "COPY (SELECT " + columns + " FROM " + chunk.from()
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + ") TO STDOUT";
    }
}
