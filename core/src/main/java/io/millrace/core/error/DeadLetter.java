package io.millrace.core.error;

import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not land, with all that is needed to understand and replay it. Its identity is
 * {@code (topic, partition, offset)}.
 *
 * @param at where the record stands in the change stream
 * @param code why it failed
 * @param reason why, in words a person understands; never holds row values
 * @param table the table, where it could be told
 * @param version the row's version, where it could be told
 * @param key the record's original key, null where it has none
 * @param value the record's original value, null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(
        StreamPosition at,
        ErrorCode code,
        String reason,
        Optional<TableId> table,
        Optional<java.math.BigInteger> version,
        byte @Nullable [] key,
        byte @Nullable [] value) {}
