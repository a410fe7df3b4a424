package io.millrace.core.event;

import org.jspecify.annotations.Nullable;

/**
 * The values of a row in the binary form in which they land, so that nothing between the stream and the warehouse makes
 * objects of them. Each value stands behind a byte that is 1 for NULL, which then has no further bytes, and else 0.
 *
 * <p>The rows of one block share their arrays.
 */
public final class EncodedRow {
    /** What all rows of one version of a table's schema have in common. */
    public interface Layout {
        /** SQL names of the types, without Nullable, in which the values are encoded, by column. */
        String[] types();

        /**
         * The values as objects, as {@link RowImage#values} has them.
         *
         * @param tuple where the row as the source wrote it lies
         * @param keyOnly whether only columns of the key are told
         */
        @Nullable Object[] values(byte[] tuple, int from, boolean keyOnly);
    }

    /** The bytes of the rows of one block, and where each value ends. Filled by the decoder. */
    @SuppressWarnings("ArrayRecordComponent")
    public static final class Bytes {
        private byte[] values = {};
        private int[] ends = {};

        /** All rows are there now. */
        public void fill(byte[] allValues, int[] allEnds) {
            values = allValues;
            ends = allEnds;
        }
    }

    private final Layout layout;
    private final Bytes bytes;
    private final int first;
    private final byte[] tuple;
    private final int tupleFrom;
    private final boolean keyOnly;

    /**
     * @param first where in the ends the row begins: there stands where its first value begins, then where each one ends
     * @param tuple where the row as the source wrote it lies
     */
    public EncodedRow(Layout layout, Bytes bytes, int first, byte[] tuple, int tupleFrom, boolean keyOnly) {
        this.layout = layout;
        this.bytes = bytes;
        this.first = first;
        this.tuple = tuple;
        this.tupleFrom = tupleFrom;
        this.keyOnly = keyOnly;
    }

    /** What the row has in common with others; the same object for all rows of one version of a schema. */
    public Layout layout() {
        return layout;
    }

    /** Where {@link #start} and {@link #end} count from. */
    public byte[] bytes() {
        return bytes.values;
    }

    /** Where the byte stands that says whether a value is NULL. */
    public int start(int column) {
        return bytes.ends[first + column];
    }

    /** Where a value ends. */
    public int end(int column) {
        return bytes.ends[first + column + 1];
    }

    public boolean isNull(int column) {
        return bytes.values[start(column)] != 0;
    }

    /** The values as objects: read from what the source wrote, for the rare row that is not written as it is. */
    @Nullable Object[] values() {
        return layout.values(tuple, tupleFrom, keyOnly);
    }
}
