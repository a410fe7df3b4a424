package io.millrace.ops.letters;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.LetterId;
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
 * @param table where it could be told, else empty
 * @param version the row's version, 0 where it could not be told
 * @param key the record's, null for none
 * @param value the record's, null for none
 * @param headers the record's
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredLetter(
        LetterId id,
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

    StoredLetter with(byte @Nullable [] otherKey, byte @Nullable [] otherValue) {
        return new StoredLetter(id, loggedAtMillis, code, status, table, version, otherKey, otherValue, headers);
    }
}
