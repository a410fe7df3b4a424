package io.millrace.core.decode;

import io.millrace.core.event.StreamPosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of the change stream, undecoded.
 *
 * @param at its position
 * @param key its key, null if it has none
 * @param value its value, null for a tombstone
 * @param headers its headers whose names begin with {@code millrace.}, by name; the last one per name
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogRecord(
        StreamPosition at, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {

    /** A record without headers. */
    public LogRecord(StreamPosition at, byte @Nullable [] key, byte @Nullable [] value) {
        this(at, key, value, Map.of());
    }
}
