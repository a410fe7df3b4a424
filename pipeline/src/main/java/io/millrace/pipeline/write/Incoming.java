package io.millrace.pipeline.write;

import io.millrace.core.decode.Decoded;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamHeader;

/**
 * A record on its way to the warehouse. Keeps the original bytes, which a dead letter needs.
 *
 * @param record the record
 * @param decoded what it says
 */
record Incoming(LogRecord record, Decoded decoded) {
    /** What a decoded row takes beside its bytes, roughly. */
    private static final int OVERHEAD = 512;

    /** Whether it was a dead letter before. */
    boolean isReplay() {
        return record.headers().containsKey(StreamHeader.REPLAY);
    }

    /** Memory held, in bytes, roughly. */
    long weight() {
        int key = record.key() == null ? 0 : record.key().length;
        int value = record.value() == null ? 0 : record.value().length;
        return (long) OVERHEAD + key + value;
    }
}
