package io.millrace.controller.request;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The captured tables that an operator means by {@code schema.table}, or by the name alone of one in the schema {@code
 * public}.
 *
 * @param tables those that were found, each once
 * @param unknown names that no captured table has
 */
record NamedTables(List<TableId> tables, List<String> unknown) {
    NamedTables {
        tables = List.copyOf(tables);
        unknown = List.copyOf(unknown);
    }

    /**
     * @param names empty: all
     * @param captured schemas and tables can have points in their names, so only these show what a name means
     */
    static NamedTables of(List<String> names, List<TableId> captured) {
        if (names.isEmpty()) {
            return new NamedTables(captured, List.of());
        }
        List<TableId> tables = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            Optional<TableId> table = find(name, captured).or(() -> find("public." + name, captured));
            if (table.isEmpty()) {
                unknown.add(name);
            } else if (!tables.contains(table.get())) {
                tables.add(table.get());
            }
        }
        return new NamedTables(tables, unknown);
    }

    private static Optional<TableId> find(String name, List<TableId> captured) {
        return captured.stream()
                .filter(table -> table.toString().equals(name))
                .findFirst()
                .or(() -> captured.stream()
                        .filter(table -> table.plain().equals(name))
                        .findFirst());
    }

    /** The tables that the publication has and the configuration names. */
    static List<TableId> captured(Config config) throws SQLException {
        try (Connection connection = SourceWiring.url(config).connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ZERO)
                    .tables().stream()
                            .filter(SourceWiring.capturedTables(config.source()))
                            .toList();
        }
    }

    /** For display: which names no captured table has, and what to do. */
    String refusal() {
        return String.join(", ", unknown) + (unknown.size() == 1 ? " is" : " are")
                + " not captured: see source.tables and source.exclude, whether it has columns, and `./millrace doctor`";
    }
}
