package io.millrace.core.type.read;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.type.warehouse.WarehouseType;
import org.jspecify.annotations.Nullable;

/**
 * Converts a value of the stream into the Java object that {@link WarehouseType} names for its column. Independent of
 * the wire format: a decoder calls the method for the form in which the value arrived; forms that a type never takes
 * are a {@link BadValueException}.
 *
 * <p>A value that the column cannot hold is no error: the reader keeps its exact text in the {@link Rescue} and returns
 * null, or an approximation if that is better, such as a number without its last digits. Stateless.
 */
public abstract class ValueReader {
    private final String expects;

    /** @param expects the expected form, for messages: {@code "a whole number"} */
    protected ValueReader(String expects) {
        this.expects = expects;
    }

    public @Nullable Object ofBoolean(boolean value, Rescue rescue) {
        throw unexpected("a truth value");
    }

    public @Nullable Object ofLong(long value, Rescue rescue) {
        throw unexpected("a whole number");
    }

    public @Nullable Object ofDouble(double value, Rescue rescue) {
        throw unexpected("a fraction");
    }

    /** The characters are only valid during the call. */
    public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
        throw unexpected("text");
    }

    /**
     * Writes a value that arrived as Postgres's text in warehouse form, without creating objects. Only for common
     * forms: the rest is left to {@link #ofText}, with the same result.
     *
     * @param text UTF-8
     * @param out takes the value in RowBinary of the column's type, without Nullable
     * @return false, with nothing written, for a value that is left to {@link #ofText}
     */
    public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
        return false;
    }

    /** A list, an object or a map, as its JSON text. */
    public @Nullable Object ofJson(String json, Rescue rescue) {
        throw unexpected("a structure");
    }

    protected final BadValueException unexpected(String found) {
        return new BadValueException(found + " where " + expects + " is expected");
    }
}
