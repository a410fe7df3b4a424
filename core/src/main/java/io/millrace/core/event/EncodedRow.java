package io.millrace.core.event;

import org.jspecify.annotations.Nullable;

/**
 * The values of a row in the warehouse's binary form, so that no objects are created on the way. Each value is preceded
 * by a byte: 1 for NULL, which has no further bytes, else 0.
 *
 * <p>The rows of one block share their arrays.
 */
public final class EncodedRow {
    /** What all rows of a schema version share. */
    public interface Layout {
        /** SQL names of the types, without Nullable, in which the values are encoded, by column. */
        String[] types();

        /**
         * The values as objects, as {@link RowImage#values} has them.
         *
         * @param tuple the row as the source wrote it
         * @param keyOnly whether only key columns are real
         */
        @Nullable Object[] values(byte[] tuple, int from, boolean keyOnly);
    }

    /** The bytes of the rows of one block, and where each value ends. Filled by the decoder. */
    @SuppressWarnings("ArrayRecordComponent")
    public static final class Bytes {
        private byte[] values = {};
        private int[] ends = {};

        /** Ends the block: all rows are complete. */
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
     * @param first index into the ends where the row begins: the start of its first value, then the end of each value
     * @param tuple the row as the source wrote it
     */
    public EncodedRow(Layout layout, Bytes bytes, int first, byte[] tuple, int tupleFrom, boolean keyOnly) {
        this.layout = layout;
        this.bytes = bytes;
        this.first = first;
        this.tuple = tuple;
        this.tupleFrom = tupleFrom;
        this.keyOnly = keyOnly;
    }

    /** What the row shares with others; the same object for all rows of a schema version. */
    public Layout layout() {
        return layout;
    }

    /** The base of {@link #start} and {@link #end}. */
    public byte[] bytes() {
        return bytes.values;
    }

    /** The position of the value's NULL byte. */
    public int start(int column) {
        return bytes.ends[first + column];
    }

    /** The end of a value. */
    public int end(int column) {
        return bytes.ends[first + column + 1];
    }

    public boolean isNull(int column) {
        return bytes.values[start(column)] != 0;
    }

    /** The values as objects, read from the source's tuple, for the rare row that is not written as bytes. */
    @Nullable Object[] values() {
        return layout.values(tuple, tupleFrom, keyOnly);
    }
}
