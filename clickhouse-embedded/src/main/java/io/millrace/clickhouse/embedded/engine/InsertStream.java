package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;

/** An INSERT that takes its rows piece by piece. Closing it before {@link #finish} commits nothing more. */
public final class InsertStream implements AutoCloseable {
    private final EngineConnection connection;
    private final Pointer insert;
    private boolean finished;

    InsertStream(EngineConnection connection, Pointer insert) {
        this.connection = connection;
        this.insert = insert;
    }

    /** passes on all that the input holds; stops early if the engine has failed, which {@link #finish} then reports. */
    public void append(InputStream input) throws IOException {
        TransferBuffer buffer = connection.buffer();
        int count = buffer.fill(input);
        while (count > 0 && LibChdb.streamAppend(insert, buffer.pointer(), count) == 0) {
            count = buffer.fill(input);
        }
    }

    /** Waits until the rows are written. */
    public Counts finish() throws EngineException {
        finished = true;
        try (ResultChunk result = ResultChunk.of(LibChdb.streamDone(insert))) {
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
