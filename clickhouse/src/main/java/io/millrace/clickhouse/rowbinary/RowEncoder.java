package io.millrace.clickhouse.rowbinary;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.MissingValue;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.rowbinary.ValueEncoder;
import io.millrace.core.rowbinary.ValueEncoders;
import io.millrace.core.rowbinary.ValueRejectedException;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes the rows of one schema version for one storage table; columns are matched once, not for each row. */
final class RowEncoder {
    private final WarehouseTable table;
    private final List<WarehouseColumn> columns;
    private final List<Unsupported> unsupported = new ArrayList<>();

    /** Columns of the events, by name, that the table does not have: they have been renamed meanwhile. */
    private final List<String> unmapped = new ArrayList<>();

    private final int[] sources;
    private final ValueEncoder[] encoders;
    private final boolean[] nullable;
    private final boolean[] key;
    private final boolean keyed;
    private final byte[][] zeros;

    /** The value of rows that are older than the column. */
    private final byte[][] missing;

    /** The layout checked last. */
    private volatile @Nullable Checked checked;

    RowEncoder(TableSchema schema, WarehouseTable table) {
        this.table = table;
        this.columns = columns(table);
        this.keyed = table.isKeyed();
        int count = columns.size();
        sources = new int[count];
        encoders = new ValueEncoder[count];
        nullable = new boolean[count];
        key = new boolean[count];
        zeros = new byte[count][];
        missing = new byte[count][];
        ColumnBinding binding = ColumnBinding.of(schema, table);
        List<WarehouseColumn> all = table.columns();
        for (int i = 0; i < count; i++) {
            WarehouseColumn column = columns.get(i);
            sources[i] = binding.source(all.indexOf(column));
            encoders[i] = ValueEncoders.of(column.type());
            nullable[i] = ValueEncoders.nullable(column.type());
            key[i] = table.key().contains(column.name());
            zeros[i] = ValueEncoders.defaultOf(column.type());
            missing[i] = missing(column, encoders[i], nullable[i], zeros[i]);
        }
        for (int i = 0; i < schema.columns().size(); i++) {
            Optional<WarehouseColumn> column = binding.column(i);
            if (column.isEmpty()) {
                unmapped.add(schema.columns().get(i).name());
            } else if (!ValueEncoders.knows(column.get().type())) {
                unsupported.add(new Unsupported(column.get(), i));
            }
        }
    }

    private static byte[] missing(WarehouseColumn column, ValueEncoder encoder, boolean nullable, byte[] zero) {
        return MissingValue.of(column)
                .map(value -> {
                    RowBinaryBuffer out = new RowBinaryBuffer();
                    ValueEncoders.encode(encoder, nullable, value, out);
                    return out.toByteArray();
                })
                .orElse(zero);
    }

    /**
     * The columns that are written, in order. One of a type that Millrace never creates (added or changed by hand)
     * keeps the server's default.
     */
    static List<WarehouseColumn> columns(WarehouseTable table) {
        return table.columns().stream()
                .filter(column -> ValueEncoders.knows(column.type()))
                .toList();
    }

    /**
     * @throws WarehouseException with ROW_REJECTED, naming the column, where a value does not fit; with VALUES_MISSING
     *     if it is unknown which column a value belongs to
     */
    void encode(RowChange change, RowBinaryBuffer out) {
        boolean keyOnly = keyed && change instanceof Delete;
        if (!keyOnly && !unmapped.isEmpty()) {
            throw new WarehouseException(
                    ErrorCode.VALUES_MISSING,
                    "The warehouse's table for " + table.source() + " does not have the columns " + unmapped
                            + " of the change, which have been renamed meanwhile",
                    null);
        }
        EncodedRow encoded = change.row().encoded();
        if (encoded != null && unsupported.isEmpty() && isOfTableTypes(encoded.layout())) {
            copy(encoded, keyOnly, out);
        } else {
            encodeValues(change.row().values(), keyOnly, out);
        }
        if (keyed) {
            Metadata.encode(change, out);
        } else {
            Metadata.encodeKeyless(change, out);
        }
    }

    /** Whether the bytes of rows of a layout are those of the table's columns. */
    private boolean isOfTableTypes(EncodedRow.Layout layout) {
        Checked last = checked;
        if (last == null || last.layout() != layout) {
            String[] types = layout.types();
            boolean same = true;
            for (int i = 0; i < sources.length; i++) {
                same &= sources[i] == ColumnBinding.ABSENT
                        || ValueEncoders.withoutNull(columns.get(i).type())
                                .sql()
                                .equals(types[sources[i]]);
            }
            last = new Checked(layout, same);
            checked = last;
        }
        return last.same();
    }

    private void copy(EncodedRow row, boolean keyOnly, RowBinaryBuffer out) {
        byte[] bytes = row.bytes();
        for (int i = 0; i < sources.length; i++) {
            int source = sources[i];
            if (source == ColumnBinding.ABSENT || (keyOnly && !key[i])) {
                out.raw(keyOnly && !key[i] ? zeros[i] : missing[i]);
                continue;
            }
            int start = row.start(source);
            int end = row.end(source);
            if (nullable[i]) {
                out.raw(bytes, start, end - start);
            } else if (bytes[start] == 0) {
                out.raw(bytes, start + 1, end - start - 1);
            } else {
                throw rejected(i, new ValueRejectedException("is NULL, but the warehouse's column cannot be"));
            }
        }
    }

    private void encodeValues(@Nullable Object[] values, boolean keyOnly, RowBinaryBuffer out) {
        if (!keyOnly) {
            unsupported.forEach(column -> column.requireNoValue(table, values));
        }
        for (int i = 0; i < sources.length; i++) {
            int source = sources[i];
            if (source == ColumnBinding.ABSENT || (keyOnly && !key[i])) {
                out.raw(keyOnly && !key[i] ? zeros[i] : missing[i]);
                continue;
            }
            try {
                Object value = values[source];
                if (value == RowImage.UNCHANGED) {
                    throw new ValueRejectedException(
                            "was not touched by the change, and no earlier version contains it");
                }
                ValueEncoders.encode(encoders[i], nullable[i], value, out);
            } catch (ValueRejectedException e) {
                throw rejected(i, e);
            }
        }
    }

    private WarehouseException rejected(int column, ValueRejectedException e) {
        return new WarehouseException(
                ErrorCode.ROW_REJECTED,
                "The value of column " + columns.get(column).name() + " of " + table.source() + " " + e.getMessage(),
                null);
    }

    private record Checked(EncodedRow.Layout layout, boolean same) {}

    /** Rejects a source column whose warehouse column has a type that cannot be written, so that no value is lost. */
    private record Unsupported(WarehouseColumn column, int position) {
        void requireNoValue(WarehouseTable table, @Nullable Object[] values) {
            if (values[position] != null) {
                throw new WarehouseException(
                        ErrorCode.ROW_REJECTED,
                        "The column " + column.name() + " of " + table.source() + " has the type "
                                + column.type().sql() + " in the warehouse, which Millrace cannot write."
                                + " Change it to String",
                        null);
            }
        }
    }
}
