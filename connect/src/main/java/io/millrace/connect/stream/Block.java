package io.millrace.connect.stream;

/**
 * The value of one record of the change stream.
 *
 * @param bytes see {@link io.millrace.core.wire.BlockWriter}
 */
@SuppressWarnings("ArrayRecordComponent")
record Block(int partition, byte[] bytes) {}
