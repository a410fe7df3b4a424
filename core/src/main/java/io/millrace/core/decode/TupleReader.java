package io.millrace.core.decode;

import static java.util.Objects.requireNonNull;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Column;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.event.RowImage;
import io.millrace.core.rowbinary.ValueEncoder;
import io.millrace.core.rowbinary.ValueEncoders;
import io.millrace.core.rowbinary.ValueRejectedException;
import io.millrace.core.type.ColumnMapping;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.read.BadValueException;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tuples of one version of a table's schema: each value directly from Postgres's text to warehouse bytes.
 * Thread-safe, except {@link #read}, which is for one thread.
 */
final class TupleReader implements EncodedRow.Layout {
    private final Column[] columns;
    private final ColumnMapping[] mappings;
    private final ValueEncoder[] encoders;
    private final String[] types;
    private final boolean[] inKey;
    private final boolean keyed;

    TupleReader(List<Column> columns, List<Integer> keyColumns, TypeMapping types) {
        int width = columns.size();
        this.columns = columns.toArray(Column[]::new);
        this.mappings = new ColumnMapping[width];
        this.encoders = new ValueEncoder[width];
        this.types = new String[width];
        this.inKey = new boolean[width];
        this.keyed = !keyColumns.isEmpty();
        keyColumns.forEach(index -> inKey[index] = true);
        for (int i = 0; i < width; i++) {
            mappings[i] = types.map(this.columns[i], inKey[i]);
            WarehouseType bare = ValueEncoders.withoutNull(mappings[i].type());
            encoders[i] = ValueEncoders.of(bare);
            this.types[i] = bare.sql();
        }
    }

    @Override
    public String[] types() {
        return types;
    }

    /**
     * Reads a row and appends it to a block's rows.
     *
     * @param before whether it is the row before the change, of which only the key columns are needed, or all without a
     *     key; others are null
     * @param earlier the row before the change, which has the values that the change did not touch; null if unknown
     * @param earlierIsWhole whether it has all of them, not just the key
     * @throws Rejection if the row cannot land; nothing is appended then
     */
    RowImage read(Tuple tuple, boolean before, @Nullable Tuple earlier, boolean earlierIsWhole, EncodedRows rows) {
        boolean keyOnly = before && keyed;
        int[] places = places(tuple, rows.places(columns.length));
        boolean partial = false;
        int mark = rows.begin();
        Map<String, String> rescued = Map.of();
        RowBinaryBuffer out = rows.buffer();
        Rescue rescue = rows.rescue();
        byte[] bytes = tuple.bytes();
        int @Nullable [] earlierPlaces = null;
        try {
            for (int i = 0; i < columns.length; i++) {
                int at = places[i];
                byte[] from = bytes;
                if (keyOnly && !inKey[i]) {
                    out.int8(1);
                } else {
                    if (bytes[at] == Tuple.UNCHANGED) {
                        partial = true;
                        if (earlier != null && (earlierIsWhole || inKey[i])) {
                            earlierPlaces =
                                    earlierPlaces == null ? places(earlier, new int[columns.length]) : earlierPlaces;
                            from = earlier.bytes();
                            at = earlierPlaces[i];
                        }
                    }
                    if (from[at] == Tuple.UNCHANGED) {
                        requireNotInKey(i);
                        out.int8(1);
                    } else {
                        encode(i, from, at, out, rescue);
                        if (rescue.isPresent()) {
                            rescued = rescued.isEmpty() ? new HashMap<>() : rescued;
                            rescued.put(columns[i].name(), rescuedText(i, rescue));
                        }
                    }
                }
                rows.endOfValue();
            }
        } catch (Rejection e) {
            rows.undo(mark);
            throw e;
        }
        if (partial) {
            // Rare, and completed later as objects.
            rows.undo(mark);
            return completed(tuple, keyOnly, earlier, earlierIsWhole, rescued);
        }
        EncodedRow row = new EncodedRow(this, rows.bytes(), mark, tuple.bytes(), tuple.from(), keyOnly);
        return new RowImage(keyOnly ? RowImage.Kind.KEY_ONLY : RowImage.Kind.FULL, row, rescued);
    }

    /** Whether two rows have the same texts in the columns of the key; a value that was not touched is the same. */
    boolean haveKeyAlike(Tuple before, Tuple after) {
        int[] earlier = places(before, new int[columns.length]);
        int[] later = places(after, new int[columns.length]);
        for (int i = 0; i < columns.length; i++) {
            if (inKey[i]
                    && after.bytes()[later[i]] == Tuple.TEXT
                    && !Arrays.equals(
                            before.bytes(),
                            earlier[i],
                            end(before, earlier, i),
                            after.bytes(),
                            later[i],
                            end(after, later, i))) {
                return false;
            }
        }
        return true;
    }

    private static int end(Tuple tuple, int[] places, int column) {
        return column + 1 < places.length ? places[column + 1] : tuple.from() + tuple.length();
    }

    private RowImage completed(
            Tuple tuple,
            boolean keyOnly,
            @Nullable Tuple earlier,
            boolean earlierIsWhole,
            Map<String, String> rescued) {
        @Nullable Object[] values = values(tuple.bytes(), tuple.from(), keyOnly);
        if (earlier != null) {
            @Nullable Object[] known = values(earlier.bytes(), earlier.from(), !earlierIsWhole);
            for (int i = 0; i < values.length; i++) {
                if (values[i] == RowImage.UNCHANGED && (earlierIsWhole || inKey[i])) {
                    values[i] = known[i];
                }
            }
        }
        boolean full = Arrays.stream(values).noneMatch(value -> value == RowImage.UNCHANGED);
        return new RowImage(full ? RowImage.Kind.FULL : RowImage.Kind.PARTIAL, values, rescued);
    }

    private void encode(int column, byte[] bytes, int at, RowBinaryBuffer out, Rescue rescue) {
        ColumnMapping mapping = mappings[column];
        if (bytes[at] == Tuple.NULL) {
            encodeNull(column, out, rescue);
            return;
        }
        int length = Tuple.int32(bytes, at + 1);
        int start = out.size();
        out.int8(0);
        if (!mapping.reader().transcode(bytes, at + 5, length, out)) {
            Object value = value(column, bytes, at + 5, length, rescue);
            if (value == null) {
                out.truncate(start);
                out.int8(1);
            } else {
                encode(column, value, out);
            }
        }
    }

    private void encodeNull(int column, RowBinaryBuffer out, Rescue rescue) {
        Object empty = ofNull(column, rescue);
        if (empty == null) {
            out.int8(1);
        } else {
            out.int8(0);
            encode(column, empty, out);
        }
    }

    private void encode(int column, Object value, RowBinaryBuffer out) {
        try {
            encoders[column].encode(value, out);
        } catch (ValueRejectedException e) {
            throw bad(column, e.getMessage());
        }
    }

    private @Nullable Object ofNull(int column, Rescue rescue) {
        if (inKey[column]) {
            throw bad(column, "is part of the key and NULL");
        }
        if (!mappings[column].holdsNull()) {
            rescue.keep("NULL");
        }
        return mappings[column].nothing();
    }

    /** Null for a value that the column cannot hold; its text is rescued then. */
    private @Nullable Object value(int column, byte[] bytes, int from, int length, Rescue rescue) {
        char[] text = new String(bytes, from, length, StandardCharsets.UTF_8).toCharArray();
        try {
            Object value = mappings[column].reader().ofText(text, 0, text.length, rescue);
            return value == null ? mappings[column].nothing() : value;
        } catch (BadValueException e) {
            throw bad(column, "has " + e.getMessage());
        }
    }

    /** Rejects a key value that is invalid for its type: two rows could become one. */
    private String rescuedText(int column, Rescue rescue) {
        String text = requireNonNull(rescue.take());
        if (inKey[column] && !mappings[column].isNarrower()) {
            throw bad(column, "is part of the key and holds a value that is none of its type");
        }
        return text;
    }

    private void requireNotInKey(int column) {
        if (inKey[column]) {
            throw bad(column, "has no value, and is part of the key");
        }
    }

    /** Reads a row again that {@link #read} has read, so every value is valid. */
    @Override
    public @Nullable Object[] values(byte[] tuple, int from, boolean keyOnly) {
        @Nullable Object[] values = new Object[columns.length];
        Rescue rescue = new Rescue();
        int at = from + 2;
        for (int i = 0; i < columns.length; i++) {
            byte kind = tuple[at++];
            int length = kind == Tuple.TEXT ? Tuple.int32(tuple, at) : 0;
            at += kind == Tuple.TEXT ? 4 : 0;
            if (!keyOnly || inKey[i]) {
                rescue.take();
                values[i] = switch (kind) {
                    case Tuple.NULL -> ofNull(i, rescue);
                    case Tuple.UNCHANGED -> RowImage.UNCHANGED;
                    default -> value(i, tuple, at, length, rescue);
                };
            }
            at += length;
        }
        return values;
    }

    /** Offsets of the values' kinds; checks the tuple's form. */
    private int[] places(Tuple tuple, int[] places) {
        byte[] bytes = tuple.bytes();
        int end = tuple.from() + tuple.length();
        if (tuple.columns() != columns.length) {
            throw malformed("a row has " + tuple.columns() + " columns, its description " + columns.length);
        }
        int at = tuple.from() + 2;
        for (int i = 0; i < columns.length; i++) {
            if (at >= end) {
                throw malformed("a row is cut off");
            }
            places[i] = at;
            byte kind = bytes[at++];
            if (kind == Tuple.TEXT) {
                if (end - at < 4) {
                    throw malformed("a row is cut off");
                }
                int length = Tuple.int32(bytes, at);
                at += 4;
                if (length < 0 || length > end - at) {
                    throw malformed("a row is cut off");
                }
                at += length;
            } else if (kind != Tuple.NULL && kind != Tuple.UNCHANGED) {
                throw malformed("a row has a value of an unknown kind");
            }
        }
        if (at != end) {
            throw malformed("bytes follow after a row");
        }
        return places;
    }

    private static Rejection malformed(String what) {
        return new Rejection(ErrorCode.NOT_A_CHANGE, what);
    }

    private Rejection bad(int column, @Nullable String what) {
        return new Rejection(ErrorCode.BAD_VALUE, "column " + columns[column].name() + " " + what);
    }

    @Override
    public String toString() {
        return "TupleReader" + Arrays.toString(types);
    }
}
