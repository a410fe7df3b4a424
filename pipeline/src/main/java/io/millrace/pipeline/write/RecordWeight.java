package io.millrace.pipeline.write;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.wire.BlockReader;

/** The memory that a record and its decoded changes hold until they are durable. */
final class RecordWeight {
    /** What a decoded row takes beside its bytes. */
    private static final int ROW_BYTES = 512;

    /** The same of a block, whose rows share much. */
    private static final int BLOCK_ROW_BYTES = 256;

    private RecordWeight() {}

    /**
     * The weight of a record, in bytes, roughly.
     *
     * @param changes how many were decoded; without any nothing is held
     */
    static long of(LogRecord record, int changes) {
        if (changes == 0) {
            return 0;
        }
        int perChange = BlockReader.isBlock(record.value()) ? BLOCK_ROW_BYTES : ROW_BYTES;
        // Once as received, once as encoded.
        return (long) changes * perChange + 2 * size(record);
    }

    private static long size(LogRecord record) {
        int key = record.key() == null ? 0 : record.key().length;
        int value = record.value() == null ? 0 : record.value().length;
        return (long) key + value;
    }
}
