package io.millrace.core.rowbinary;

import io.millrace.core.buffer.RowBinaryBuffer;

/** Writes values of one type. */
@FunctionalInterface
public interface ValueEncoder {
    /** @throws ValueRejectedException if the type cannot hold the value */
    void encode(Object value, RowBinaryBuffer out);
}
