package io.millrace.clickhouse.rowbinary;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Encodes changes for their storage table. Thread-safe; each brings its own buffer. */
public final class RowBinaryWriter {
    /** Schemas are parsed once per version, so this many are reached only by leaked instances. */
    private static final int MAX_ENCODERS = 4096;

    private final Map<Route, RowEncoder> encoders = new ConcurrentHashMap<>();

    /** Columns in the order of writing: those of the table, then metadata. */
    public static List<WrittenColumn> columns(WarehouseTable table) {
        return Stream.concat(
                        RowEncoder.columns(table).stream()
                                .map(column -> new WrittenColumn(
                                        column.name(), column.type().sql())),
                        (table.isKeyed() ? Metadata.COLUMNS : Metadata.KEYLESS_COLUMNS).stream())
                .toList();
    }

    /**
     * Appends what RowBinaryWithNamesAndTypes begins with: how many columns, their names, their types. Bytes of rows say nothing of
     * their types, so that a server with other ones could misread them; with this it refuses them.
     */
    public static void writeHeader(List<WrittenColumn> columns, RowBinaryBuffer out) {
        out.length(columns.size());
        columns.forEach(column -> out.string(column.name()));
        columns.forEach(column -> out.string(column.type()));
    }

    /** Appends the changes, in order. */
    @SuppressWarnings("ReferenceEquality") // Events of one schema version share the instance.
    public void write(WarehouseTable table, List<? extends RowChange> changes, RowBinaryBuffer out) {
        TableSchema schema = null;
        RowEncoder encoder = null;
        for (RowChange change : changes) {
            if (encoder == null || change.schema() != schema) {
                schema = change.schema();
                encoder = encoder(schema, table);
            }
            encoder.encode(change, out);
        }
    }

    private RowEncoder encoder(TableSchema schema, WarehouseTable table) {
        if (encoders.size() > MAX_ENCODERS) {
            encoders.clear();
        }
        return encoders.computeIfAbsent(new Route(schema, table), Route::encoder);
    }

    /** From a schema to a table, both by identity: comparing their columns would cost more than encoding a row. */
    private static final class Route {
        private final TableSchema schema;
        private final WarehouseTable table;

        Route(TableSchema schema, WarehouseTable table) {
            this.schema = schema;
            this.table = table;
        }

        RowEncoder encoder() {
            return new RowEncoder(schema, table);
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(Object other) {
            return other instanceof Route route && route.schema == schema && route.table == table;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema) * 31 + System.identityHashCode(table);
        }
    }
}
