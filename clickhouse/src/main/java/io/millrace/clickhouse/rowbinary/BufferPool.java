package io.millrace.clickhouse.rowbinary;

import io.millrace.core.buffer.RowBinaryBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;

/** Keeps grown buffers for the next insert, so that steady writing allocates nothing. */
public final class BufferPool {
    /** A buffer that one giant batch has grown is not worth its memory. */
    private static final int MAX_KEPT_BYTES = 16 << 20;

    private final Queue<RowBinaryBuffer> idle = new ArrayBlockingQueue<>(8);

    /** Provides an empty buffer for the duration of the call. */
    public <T> T with(Function<RowBinaryBuffer, T> use) {
        RowBinaryBuffer lent = idle.poll();
        RowBinaryBuffer buffer = lent == null ? new RowBinaryBuffer(64 * 1024) : lent;
        try {
            return use.apply(buffer);
        } finally {
            buffer.clear();
            if (buffer.capacity() <= MAX_KEPT_BYTES) {
                idle.offer(buffer);
            }
        }
    }
}
