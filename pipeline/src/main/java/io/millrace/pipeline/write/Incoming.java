package io.millrace.pipeline.write;

import io.millrace.core.decode.Decoded;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.StreamHeader;
import java.util.OptionalLong;

/**
 * A change on its way to the warehouse. Keeps the bytes of its record, which a dead letter needs.
 *
 * @param record the record, whose position names the change where the record is a block
 * @param decoded what it says
 * @param weight memory held, in bytes, roughly
 */
record Incoming(LogRecord record, Decoded decoded, long weight) {
    /** What a decoded row takes beside its bytes, roughly. */
    private static final int OVERHEAD = 512;

    /** The one change of a record. */
    Incoming(LogRecord record, Decoded decoded) {
        // As it came, and as objects.
        this(record, decoded, OVERHEAD + 2 * size(record));
    }

    /** One of the changes of a block. */
    static Incoming ofBlock(LogRecord block, Decoded decoded, int changes) {
        // Once as it came, and once more as it lands.
        return new Incoming(block, decoded, OVERHEAD / 2 + 2L * size(block) / changes);
    }

    private static long size(LogRecord record) {
        int key = record.key() == null ? 0 : record.key().length;
        int value = record.value() == null ? 0 : record.value().length;
        return (long) key + value;
    }

    /** When it was committed, in microseconds since the epoch; empty where it is no change that was streamed. */
    OptionalLong committedAtMicros() {
        return decoded instanceof Decoded.Event one
                        && one.event() instanceof ChangeEvent.RowChange change
                        && !(change instanceof ChangeEvent.SnapshotRead)
                        && !isReplay()
                ? OptionalLong.of(change.position().committedAtMicros())
                : OptionalLong.empty();
    }

    /** Whether it says nothing but that the source is there. */
    boolean isHeartbeat() {
        return decoded instanceof Decoded.Event one && one.event() instanceof ChangeEvent.Heartbeat;
    }

    /** Whether it was a dead letter before. */
    boolean isReplay() {
        return !record.headers().isEmpty() && record.headers().containsKey(StreamHeader.REPLAY);
    }
}
