package io.millrace.postgres.load;

import io.millrace.core.event.SourceKey;
import io.millrace.postgres.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** The condition that finds rows by their keys, for statements that take no parameters. */
public final class KeyCondition {
    private KeyCondition() {}

    /**
     * What can follow {@code WHERE}: names and values are quoted.
     *
     * @param rows one or more
     */
    public static String of(List<SourceKey> rows) {
        return rows.stream()
                .map(row -> row.columns().stream()
                        .map(part -> Sql.name(part.column()) + " = " + Sql.text(part.value()))
                        .collect(Collectors.joining(" AND ", "(", ")")))
                .collect(Collectors.joining(" OR "));
    }
}
