package io.millrace.core.decode;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.type.read.Rescue;
import java.util.Arrays;

/** Collects the encoded rows of one block after the other. Not thread-safe. */
final class EncodedRows {
    private static final int LARGE = 4 * 1024 * 1024;

    private RowBinaryBuffer buffer = new RowBinaryBuffer(64 * 1024);
    private final Rescue rescue = new Rescue();
    private int[] ends = new int[4 * 1024];
    private int[] places = new int[32];
    private int count;
    private EncodedRow.Bytes bytes = new EncodedRow.Bytes();

    RowBinaryBuffer buffer() {
        return buffer;
    }

    Rescue rescue() {
        return rescue;
    }

    /**
     * The arrays that the block's rows share. Rows read so far can be queried; {@link #finish} gives them arrays of
     * their own.
     */
    EncodedRow.Bytes bytes() {
        bytes.fill(buffer.array(), ends);
        return bytes;
    }

    /** Capacity for the offsets of a row's values. */
    int[] places(int columns) {
        if (places.length < columns) {
            places = new int[columns];
        }
        return places;
    }

    /**
     * Begins a row.
     *
     * @return where it begins among the ends
     */
    int begin() {
        Object unused = rescue.take();
        int mark = count;
        endOfValue();
        return mark;
    }

    void endOfValue() {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = buffer.size();
    }

    /** Forgets a row. */
    void undo(int mark) {
        buffer.truncate(ends[mark]);
        count = mark;
    }

    /** Ends a block: its rows get their bytes. */
    void finish() {
        bytes.fill(buffer.toByteArray(), Arrays.copyOf(ends, count));
        bytes = new EncodedRow.Bytes();
        count = 0;
        buffer.clear();
        if (buffer.capacity() > LARGE) {
            buffer = new RowBinaryBuffer(64 * 1024);
        }
    }
}
