package io.millrace.core.plan;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Caches, for pairs of schema and table, the row converter and whether the table needs no change. Both are compared by
 * identity, as comparing columns would cost more than writing a row. Thread-safe.
 */
final class ConversionCache {
    /** Schemas are parsed once per version, so this many are reached only by leaked instances. */
    private static final int MAX = 4096;

    private final TypeMapping types;
    private final Map<Route, RowConverter> fits = new ConcurrentHashMap<>();
    private final Map<Route, Boolean> cached = new ConcurrentHashMap<>();

    ConversionCache(TypeMapping types) {
        this.types = types;
    }

    RowConverter fit(TableSchema schema, WarehouseTable table) {
        if (fits.size() > MAX) {
            fits.clear();
        }
        return fits.computeIfAbsent(new Route(schema, table, true), route -> new RowConverter(types, schema, table));
    }

    /** Whether the table needs no change for rows of the schema at such a position. */
    boolean isCached(TableSchema schema, Optional<WarehouseTable> table, SourcePosition at) {
        return table.isPresent() && cached.containsKey(new Route(schema, table.get(), isForward(table.get(), at)));
    }

    void cache(TableSchema schema, Optional<WarehouseTable> table, SourcePosition at) {
        if (cached.size() > MAX) {
            cached.clear();
        }
        table.ifPresent(known -> cached.put(new Route(schema, known, isForward(known, at)), true));
    }

    private static boolean isForward(WarehouseTable table, SourcePosition at) {
        return Long.compareUnsigned(at.lsn(), table.origin().shapeLsn()) >= 0;
    }

    private static final class Route {
        private final TableSchema schema;
        private final WarehouseTable table;
        private final boolean forward;

        Route(TableSchema schema, WarehouseTable table, boolean forward) {
            this.schema = schema;
            this.table = table;
            this.forward = forward;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(Object other) {
            return other instanceof Route route
                    && route.schema == schema
                    && route.table == table
                    && route.forward == forward;
        }

        @Override
        public int hashCode() {
            return (System.identityHashCode(schema) * 31 + System.identityHashCode(table)) * 2 + (forward ? 1 : 0);
        }
    }
}
