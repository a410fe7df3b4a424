package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.warehouse.ShownTables;
import io.millrace.controller.warehouse.WarehouseHttp;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.catalog.TableSize;
import io.millrace.wiring.SourceWiring;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Captured tables without a view, which the next check of the catalog will find. */
final class JoiningTables {
    private final Config config;
    private final PostgresUrl source;

    /** @param config complete, with a warehouse */
    JoiningTables(Config config) {
        this.config = config;
        this.source = SourceWiring.url(config);
    }

    /**
     * Without those that cannot be shown as they are, could not be loaded, or have a load under way.
     *
     * @throws ControllerException if the warehouse does not answer
     */
    List<TableId> read() throws SQLException, IOException {
        try (Connection connection = source.connect()) {
            SourceTables tables = new SourceTables(connection, config.source().publication(), 0, Duration.ZERO);
            Map<Long, TableId> shown = new ShownTables(config).byOid();
            List<TableSize> missing = tables.sizes().stream()
                    .filter(table -> !shown.containsKey(table.oid())
                            && SourceWiring.capturedTables(config.source()).test(table.table()))
                    .toList();
            if (missing.isEmpty()) {
                return List.of();
            }
            Set<String> known = asked();
            ColumnRules rules = SourceWiring.columnRules(config.source());
            Set<TableId> shut = new HashSet<>();
            for (TableSize table : missing) {
                if (tables.obstacle(table.table(), table.oid(), rules, source.user())
                        .isPresent()) {
                    shut.add(table.table());
                }
            }
            return missing.stream()
                    .map(TableSize::table)
                    .filter(table -> !shut.contains(table) && !known.contains(table.toString()))
                    .toList();
        }
    }

    private Set<String> asked() throws IOException {
        String name = config.source().name().replace("\\", "\\\\").replace("'", "\\'");
        return Set.copyOf(new WarehouseHttp(config.warehouse())
                .lines("SELECT DISTINCT source_table FROM millrace.loads FINAL WHERE source = '" + name
                        + "' AND stage != 'landed'"));
    }
}
