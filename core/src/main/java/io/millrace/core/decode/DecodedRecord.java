package io.millrace.core.decode;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;

/**
 * One change of a record of the change stream, decoded: an event, or the reason why it is none. A block holds many changes, which
 * share the record; any other record holds one.
 */
public sealed interface DecodedRecord {
    /** What decoding a change resulted in. */
    enum Kind {
        EVENT,
        REJECTED
    }

    Kind kind();

    /** The record as it was read, kept for its bytes: a dead letter needs them. */
    LogRecord record();

    /** Position of the change: that of the record, with the index of the change. */
    StreamPosition at();

    /** Whether the record was a dead letter before. */
    default boolean isReplay() {
        return !record().headers().isEmpty() && record().headers().containsKey(StreamHeader.REPLAY);
    }

    /** A change that could be decoded. */
    record Event(LogRecord record, ChangeEvent event) implements DecodedRecord {
        @Override
        public Kind kind() {
            return Kind.EVENT;
        }

        @Override
        public StreamPosition at() {
            return event.at();
        }
    }

    /** A change, or the rest of a block, that could not be decoded. */
    record Rejected(LogRecord record, DeadLetter deadLetter) implements DecodedRecord {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }

        @Override
        public StreamPosition at() {
            return deadLetter.at();
        }
    }
}
