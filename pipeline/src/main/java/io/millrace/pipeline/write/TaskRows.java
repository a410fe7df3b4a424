package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task's way into the writer: decodes in the task's thread. */
public final class TaskRows {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRows.class);

    private final ExecutorWriter writer;
    private final RecordDecoder decoder;
    private long last;

    TaskRows(ExecutorWriter writer, RecordDecoder decoder) {
        this.writer = writer;
        this.decoder = decoder;
    }

    /**
     * Hands in a record; waits while the writer has no room. Records of a partition come in order; those handed in before
     * are skipped.
     *
     * @throws RuntimeException the failure for which the writer stopped
     */
    public void add(LogRecord record) throws InterruptedException {
        StreamPosition at = record.at();
        last = at.offset() < writer.next(at.partition()) ? writer.skip() : writer.put(record, decode(record));
    }

    /** Waits until all records handed in are durable, and recorded so. */
    public void finish() throws InterruptedException {
        writer.awaitRecorded(last);
    }

    private List<DecodedRecord> decode(LogRecord record) {
        try {
            return decoder.decode(record);
        } catch (RuntimeException e) {
            // Decoders promise not to throw. Should one do so, the record is no worse off than another bad one.
            LOG.error("The decoder failed at {}: {}", record.at(), Failures.trace(e));
            return List.of(new DecodedRecord.Rejected(
                    record,
                    new DeadLetter(
                            record.at(),
                            ErrorCode.NOT_A_CHANGE,
                            "The decoder failed: " + Failures.kind(e),
                            Optional.empty(),
                            Optional.empty(),
                            record.key(),
                            record.value(),
                            record.headers())));
        }
    }
}
