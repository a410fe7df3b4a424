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
import io.millrace.core.type.BadValueException;
import io.millrace.core.type.ColumnMapping;
import io.millrace.core.type.Misfit;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tuples of one version of a table's schema: each value straight from Postgres's text to the bytes that land. Safe for
 * several threads but for {@link #read}, which belongs to one.
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
     * @param before whether it is a row as it was: of it only the key columns are of interest, the others are null; where
     *     there is no key, all
     * @param earlier the row before the change, which has the values that the change did not touch; null where it is not told
     * @param earlierIsWhole whether it has all of them, and not only those of the key
     * @throws Rejection where the row cannot land; nothing is appended then
     */
    RowImage read(Tuple tuple, boolean before, @Nullable Tuple earlier, boolean earlierIsWhole, EncodedRows rows) {
        boolean keyOnly = before && keyed;
        int[] places = places(tuple, rows.places(columns.length));
        boolean partial = false;
        int mark = rows.begin();
        Map<String, String> misfits = Map.of();
        RowBinaryBuffer out = rows.buffer();
        Misfit misfit = rows.misfit();
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
                        encode(i, from, at, out, misfit);
                        if (misfit.isNoted()) {
                            misfits = misfits.isEmpty() ? new HashMap<>() : misfits;
                            misfits.put(columns[i].name(), noted(i, misfit));
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
            // Rare, and completed from objects later on.
            rows.undo(mark);
            return completed(tuple, keyOnly, earlier, earlierIsWhole, misfits);
        }
        EncodedRow row = new EncodedRow(this, rows.bytes(), mark, tuple.bytes(), tuple.from(), keyOnly);
        return new RowImage(keyOnly ? RowImage.Kind.KEY_ONLY : RowImage.Kind.FULL, row, misfits);
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
            Map<String, String> misfits) {
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
        return new RowImage(full ? RowImage.Kind.FULL : RowImage.Kind.PARTIAL, values, misfits);
    }

    private void encode(int column, byte[] bytes, int at, RowBinaryBuffer out, Misfit misfit) {
        ColumnMapping mapping = mappings[column];
        if (bytes[at] == Tuple.NULL) {
            encodeNull(column, out, misfit);
            return;
        }
        int length = Tuple.int32(bytes, at + 1);
        int start = out.size();
        out.int8(0);
        if (!mapping.reader().transcode(bytes, at + 5, length, out)) {
            Object value = value(column, bytes, at + 5, length, misfit);
            if (value == null) {
                out.truncate(start);
                out.int8(1);
            } else {
                encode(column, value, out);
            }
        }
    }

    private void encodeNull(int column, RowBinaryBuffer out, Misfit misfit) {
        Object empty = ofNull(column, misfit);
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

    private @Nullable Object ofNull(int column, Misfit misfit) {
        if (inKey[column]) {
            throw bad(column, "is part of the key and NULL");
        }
        if (!mappings[column].holdsNull()) {
            misfit.note("NULL");
        }
        return mappings[column].nothing();
    }

    /** Null for what the column cannot hold; with a misfit then. */
    private @Nullable Object value(int column, byte[] bytes, int from, int length, Misfit misfit) {
        char[] text = new String(bytes, from, length, StandardCharsets.UTF_8).toCharArray();
        try {
            Object value = mappings[column].reader().ofText(text, 0, text.length, misfit);
            return value == null ? mappings[column].nothing() : value;
        } catch (BadValueException e) {
            throw bad(column, "has " + e.getMessage());
        }
    }

    /** Where a key holds what is no value of its type at all, two rows could become one. */
    private String noted(int column, Misfit misfit) {
        String text = requireNonNull(misfit.take());
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

    /** Reads a row that {@link #read} has read once, so that every value of it is sound. */
    @Override
    public @Nullable Object[] values(byte[] tuple, int from, boolean keyOnly) {
        @Nullable Object[] values = new Object[columns.length];
        Misfit misfit = new Misfit();
        int at = from + 2;
        for (int i = 0; i < columns.length; i++) {
            byte kind = tuple[at++];
            int length = kind == Tuple.TEXT ? Tuple.int32(tuple, at) : 0;
            at += kind == Tuple.TEXT ? 4 : 0;
            if (!keyOnly || inKey[i]) {
                misfit.take();
                values[i] = switch (kind) {
                    case Tuple.NULL -> ofNull(i, misfit);
                    case Tuple.UNCHANGED -> RowImage.UNCHANGED;
                    default -> value(i, tuple, at, length, misfit);
                };
            }
            at += length;
        }
        return values;
    }

    /** Where each value's kind stands; checks the tuple's form. */
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
