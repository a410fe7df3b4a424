package io.millrace.core.type;

import io.millrace.core.buffer.RowBinaryBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns one value as it travels into the Java object that {@link WarehouseType} names for its column. Independent of the
 * wire format: a decoder calls the method for the form in which the value arrived; forms that a type never takes are a
 * {@link BadValueException}.
 *
 * <p>A value that the column cannot hold is no error: the reader notes its exact text as a {@link Misfit} and returns null, or
 * what is left of the value where that is a better answer, such as a number without its last digits. Stateless.
 */
public abstract class ValueReader {
    private final String expects;

    /** @param expects what this reader takes, for messages: {@code "a whole number"} */
    ValueReader(String expects) {
        this.expects = expects;
    }

    public @Nullable Object ofBoolean(boolean value, Misfit misfit) {
        throw unexpected("a truth value");
    }

    public @Nullable Object ofLong(long value, Misfit misfit) {
        throw unexpected("a whole number");
    }

    public @Nullable Object ofDouble(double value, Misfit misfit) {
        throw unexpected("a fraction");
    }

    /** The characters are only valid during the call. */
    public @Nullable Object ofText(char[] buffer, int offset, int length, Misfit misfit) {
        throw unexpected("text");
    }

    /**
     * Writes a value that arrived as text of Postgres as the warehouse holds it, without making objects of it. Only of the forms
     * that most values have: all else is left to {@link #ofText}, with the same result.
     *
     * @param text UTF-8
     * @param out takes the value in RowBinary of the column's type, without Nullable
     * @return false, and nothing was written, for a value that it leaves to {@link #ofText}
     */
    public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
        return false;
    }

    /** A list, an object or a map, as its JSON text. */
    public @Nullable Object ofJson(String json, Misfit misfit) {
        throw unexpected("a structure");
    }

    final BadValueException unexpected(String found) {
        return new BadValueException(found + " where " + expects + " is expected");
    }
}
