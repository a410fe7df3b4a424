package io.millrace.core.error;

import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change that could not land, as a record with all that is needed to understand and replay it: the original record
 * or, for a block, one that holds this change alone. Identified by a {@link DeadLetterId}.
 *
 * @param at where the change stands in the change stream
 * @param code why it failed
 * @param reason why, in plain words; never holds row values
 * @param table the table, if known
 * @param version the row's version, if known
 * @param key the record's key, null if it has none
 * @param value the record's value, null for a tombstone
 * @param headers the record's headers that the pipeline reads, by name
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(
        StreamPosition at,
        ErrorCode code,
        String reason,
        Optional<TableId> table,
        Optional<java.math.BigInteger> version,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, byte[]> headers) {
    /** Of a record without headers, or whose headers are put in later. */
    public DeadLetter(
            StreamPosition at,
            ErrorCode code,
            String reason,
            Optional<TableId> table,
            Optional<java.math.BigInteger> version,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        this(at, code, reason, table, version, key, value, Map.of());
    }

    /** What was replayed, if the record is a {@linkplain Replay replay} of an earlier dead letter. */
    public Optional<Replay> replay() {
        return Replay.of(headers);
    }
}
