package io.millrace.clickhouse.rowbinary;

/** Writes values of one type. */
@FunctionalInterface
interface ValueEncoder {
    /** @throws ValueRejectedException where the type cannot hold the value */
    void encode(Object value, RowBinaryBuffer out);
}
