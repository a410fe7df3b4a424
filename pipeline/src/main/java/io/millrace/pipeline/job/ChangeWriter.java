package io.millrace.pipeline.job;

import static java.util.Objects.requireNonNull;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamPosition;
import io.millrace.pipeline.write.ExecutorWriter;
import io.millrace.pipeline.write.TaskRows;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Spark's writer of a task: submits records to the executor's writer and ends when they are durable. */
public final class ChangeWriter extends ForeachWriter<Row> {
    /** Provides the executor's writer; sent to the executors. */
    public interface Writers extends Serializable {
        /** @param again whether another task, maybe of another executor, has begun to read the records */
        ExecutorWriter get(boolean again);
    }

    private final String topic;
    private final Writers writers;
    private transient @Nullable TaskRows rows;

    /** @param topic the change stream */
    public ChangeWriter(String topic, Writers writers) {
        this.topic = topic;
        this.writers = writers;
    }

    @Override
    public boolean open(long partition, long epoch) {
        // A task that failed, or whose executor was lost, begins where its batch began, up to minutes ago.
        TaskContext task = TaskContext.get();
        rows = writers.get(task != null && task.attemptNumber() > 0).newTask();
        return true;
    }

    /** @param row key, value, partition, offset, milliseconds since the epoch, headers: see {@link ChangeStreamQuery} */
    @Override
    public void process(Row row) {
        StreamPosition at = new StreamPosition(topic, row.getInt(2), row.getLong(3), row.getLong(4));
        byte[] key = row.isNullAt(0) ? null : row.getAs(0);
        byte[] value = row.isNullAt(1) ? null : row.getAs(1);
        try {
            requireNonNull(rows, "not open").add(new LogRecord(at, key, value, headers(row)));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static Map<String, byte[]> headers(Row row) {
        Map<String, byte[]> headers = new HashMap<>();
        for (int i = 0; i < ChangeStreamQuery.HEADERS.size(); i++) {
            int column = 5 + i;
            if (!row.isNullAt(column)) {
                byte[] header = row.getAs(column);
                headers.put(ChangeStreamQuery.HEADERS.get(i), header);
            }
        }
        return headers;
    }

    /** @param error why the task failed, null if it did not: then its records must be durable before it ends */
    @Override
    public void close(@Nullable Throwable error) {
        if (rows == null || error != null) {
            return;
        }
        try {
            rows.finish();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
