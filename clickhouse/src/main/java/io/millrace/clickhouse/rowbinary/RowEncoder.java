package io.millrace.clickhouse.rowbinary;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.warehouse.WarehouseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes the rows of one schema version for one storage table; columns are matched by name once, not for each row. */
final class RowEncoder {
    private static final int ABSENT = -1;

    private final WarehouseTable table;
    private final int[] sources;
    private final ValueEncoder[] encoders;
    private final boolean[] nullable;
    private final boolean[] key;
    private final byte[][] defaults;

    RowEncoder(TableSchema schema, WarehouseTable table) {
        this.table = table;
        int count = table.columns().size();
        sources = new int[count];
        encoders = new ValueEncoder[count];
        nullable = new boolean[count];
        key = new boolean[count];
        defaults = new byte[count][];
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            positions.put(schema.columns().get(i).name(), i);
        }
        for (int i = 0; i < count; i++) {
            WarehouseColumn column = table.columns().get(i);
            Integer position = positions.remove(column.name());
            sources[i] = position == null ? ABSENT : position;
            encoders[i] = ValueEncoders.of(column.type());
            nullable[i] = ValueEncoders.nullable(column.type());
            key[i] = table.key().contains(column.name());
            defaults[i] = ValueEncoders.defaultOf(column.type());
        }
        if (!positions.isEmpty()) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    "The warehouse's table for " + table.source() + " lacks the columns " + positions.keySet(),
                    null);
        }
    }

    /** @throws WarehouseException with ROW_REJECTED, naming the column, where a value does not fit */
    void encode(RowChange change, RowBinaryBuffer out) {
        boolean keyOnly = change instanceof Delete;
        @Nullable Object[] values = change.row().values();
        for (int i = 0; i < sources.length; i++) {
            int source = sources[i];
            if (source == ABSENT || (keyOnly && !key[i])) {
                out.raw(defaults[i]);
                continue;
            }
            try {
                Object value = values[source];
                if (value == RowImage.UNCHANGED) {
                    throw new ValueRejectedException("was not touched by the change, and no earlier version has it");
                }
                ValueEncoders.encode(encoders[i], nullable[i], value, out);
            } catch (ValueRejectedException e) {
                throw new WarehouseException(
                        ErrorCode.ROW_REJECTED,
                        "The value of column " + table.columns().get(i).name() + " of " + table.source() + " "
                                + e.getMessage(),
                        null);
            }
        }
        Metadata.encode(change, out);
    }
}
