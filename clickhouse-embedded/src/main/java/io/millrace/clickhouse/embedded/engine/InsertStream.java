package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;

/** An INSERT that takes its rows piece by piece. Closing it before {@link #finish} commits nothing more. */
public final class InsertStream implements AutoCloseable {
    private static final int SLICE = 128 * 1024;

    private final EngineConnection connection;
    private final Pointer insert;
    private boolean finished;

    InsertStream(EngineConnection connection, Pointer insert) {
        this.connection = connection;
        this.insert = insert;
    }

    /** Hands over all that the input holds; stops early if the engine has failed, which {@link #finish} then reports. */
    public void append(InputStream input) throws IOException {
        byte[] bytes = new byte[SLICE];
        Memory slice = null;
        int count = input.readNBytes(bytes, 0, SLICE);
        while (count > 0) {
            if (slice == null) {
                slice = new Memory(count < SLICE ? count : SLICE);
            }
            slice.write(0, bytes, 0, count);
            if (LibChdb.streamAppend(insert, slice, count) != 0) {
                return;
            }
            count = input.readNBytes(bytes, 0, SLICE);
        }
    }

    /** Waits until the rows are written. */
    public Counts finish() throws EngineException {
        finished = true;
        try (Chunk result = Chunk.of(LibChdb.streamDone(insert))) {
            return result.counts();
        } catch (EngineException e) {
            connection.suspect();
            throw e;
        }
    }

    @Override
    public void close() {
        if (!finished) {
            LibChdb.streamCancelInsert(insert);
            connection.suspect();
        }
        LibChdb.destroyInsertStream(insert);
    }
}
