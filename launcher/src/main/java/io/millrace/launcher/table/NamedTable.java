package io.millrace.launcher.table;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.postgres.SourceTables;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which table a person means by {@code schema.table}, or by the name alone of one in the schema {@code public}. */
public final class NamedTable {
    private NamedTable() {}

    /** By the tables that are captured, for schemas and tables can have points in their names. */
    public static TableId of(String name, List<TableId> captured) {
        return find(name, captured).or(() -> find("public." + name, captured)).orElseGet(() -> TableId.parse(name));
    }

    /** As {@link #of(String, List)}, by what the source's publication has now, where it answers. */
    public static TableId of(String name, Config config) {
        try (Connection connection = SourceWiring.url(config).connect()) {
            return of(
                    name,
                    new SourceTables(connection, config.source().publication(), 0, Duration.ofSeconds(1)).tables());
        } catch (SQLException e) {
            // Most names have one point at the most.
            return TableId.parse(name);
        }
    }

    private static Optional<TableId> find(String name, List<TableId> captured) {
        return captured.stream()
                .filter(table -> table.toString().equals(name))
                .findFirst()
                .or(() -> captured.stream()
                        .filter(table -> table.plain().equals(name))
                        .findFirst());
    }
}
