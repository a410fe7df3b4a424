package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A result, or a piece of one, in the engine's memory until it is closed. */
public final class ResultChunk implements AutoCloseable {
    private static final int SLICE = 64 * 1024;

    private final Pointer result;
    private final @Nullable Pointer buffer;
    private final long length;

    private ResultChunk(Pointer result) {
        this.result = result;
        this.buffer = LibChdb.resultBuffer(result);
        this.length = buffer == null ? 0 : LibChdb.resultLength(result);
    }

    /** Takes the ownership of a result; throws if that result is an error. */
    static ResultChunk of(Pointer result) throws EngineException {
        Pointer error = LibChdb.resultError(result);
        if (error != null) {
            String text = error.getString(0, "UTF-8");
            LibChdb.destroyQueryResult(result);
            throw EngineException.ofEngine(text);
        }
        return new ResultChunk(result);
    }

    /** Bytes of the formatted result. */
    public long length() {
        return length;
    }

    /** The first bytes, at most {@code limit} of them. */
    public byte[] head(int limit) {
        return buffer == null ? new byte[0] : buffer.getByteArray(0, (int) Math.min(limit, length));
    }

    public String text() {
        return new String(head(Integer.MAX_VALUE - 8), StandardCharsets.UTF_8);
    }

    /** Writes the bytes from an offset on, slice by slice, so that the heap never holds all of them. */
    public void copyTo(OutputStream target, long offset) throws IOException {
        if (buffer == null) {
            return;
        }
        byte[] slice = new byte[(int) Math.min(SLICE, Math.max(0, length - offset))];
        for (long at = offset; at < length; at += slice.length) {
            int count = (int) Math.min(slice.length, length - at);
            buffer.read(at, slice, 0, count);
            target.write(slice, 0, count);
        }
    }

    /** What the engine counted for this piece. */
    public Counts counts() {
        return new Counts(
                LibChdb.resultStorageRowsRead(result),
                LibChdb.resultStorageBytesRead(result),
                LibChdb.resultRowsWritten(result),
                LibChdb.resultBytesWritten(result),
                LibChdb.resultRowsRead(result),
                LibChdb.resultBytesRead(result),
                (long) (LibChdb.resultElapsed(result) * 1e9));
    }

    @Override
    public void close() {
        LibChdb.destroyQueryResult(result);
    }
}
