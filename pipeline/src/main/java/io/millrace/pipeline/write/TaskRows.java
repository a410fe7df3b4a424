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

/** The entry point of one task: decodes in the task's thread. */
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
     * Submits a record; waits while the writer has no room. Records of a partition come in order; those submitted
     * before are skipped.
     *
     * @throws RuntimeException the failure for which the writer stopped
     */
    public void add(LogRecord record) throws InterruptedException {
        StreamPosition at = record.at();
        last = at.offset() < writer.next(at.partition()) ? writer.skip() : writer.put(record, decode(record));
    }

    /** Waits until all submitted records are durable and recorded. */
    public void finish() throws InterruptedException {
        writer.awaitRecorded(last);
    }

    private List<DecodedRecord> decode(LogRecord record) {
        try {
            return decoder.decode(record);
        } catch (RuntimeException e) {
            // Decoders must not throw. If one does, the record is handled like any other bad one.
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
