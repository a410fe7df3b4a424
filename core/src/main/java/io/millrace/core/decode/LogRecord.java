package io.millrace.core.decode;

import io.millrace.core.event.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * A record of the change stream, undecoded.
 *
 * @param at its position
 * @param key its key, null where it has none
 * @param value its value, null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogRecord(StreamPosition at, byte @Nullable [] key, byte @Nullable [] value) {}
