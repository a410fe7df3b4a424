package io.millrace.ops.deadletter;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetterId;
import io.millrace.core.event.StreamPosition;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with its record, as the warehouse has it.
 *
 * @param id which one
 * @param loggedAtMillis when the broker appended the record, milliseconds since the epoch
 * @param code of the last attempt
 * @param status open, replayed, resolved or discarded
 * @param table where it is known, else empty
 * @param version the row's version, 0 if it is not known
 * @param key the record's, null for none
 * @param value the record's, null for none
 * @param headers the record's
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredDeadLetter(
        DeadLetterId id,
        long loggedAtMillis,
        String code,
        String status,
        String table,
        BigInteger version,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, byte[]> headers) {
    /** The record as the pipeline reads it. */
    LogRecord record() {
        return new LogRecord(
                new StreamPosition(id.topic(), id.partition(), id.offset(), loggedAtMillis, id.index()),
                key,
                value,
                headers);
    }

    StoredDeadLetter with(byte @Nullable [] otherKey, byte @Nullable [] otherValue) {
        return new StoredDeadLetter(id, loggedAtMillis, code, status, table, version, otherKey, otherValue, headers);
    }
}
