package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Pointer;

/** The result of a query as it is made, block by block. Closing it before its end cancels the query. */
public final class ResultStream implements AutoCloseable {
    private final EngineConnection connection;
    private final Pointer stream;
    private boolean finished;

    ResultStream(EngineConnection connection, Pointer stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** The next block, formatted, with the header of its format each time; of length 0 after the last one. */
    public ResultChunk next() throws EngineException {
        try {
            ResultChunk chunk = ResultChunk.of(LibChdb.streamFetchResult(connection.handle(), stream));
            finished = chunk.length() == 0;
            return chunk;
        } catch (EngineException e) {
            finished = true;
            connection.suspect();
            throw e;
        }
    }

    @Override
    public void close() {
        if (!finished) {
            LibChdb.streamCancelQuery(connection.handle(), stream);
            connection.suspect();
        }
        LibChdb.destroyQueryResult(stream);
    }
}
