package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One connection to the engine: one statement at a time, from one thread at a time. */
public final class EngineConnection implements AutoCloseable {
    private static final byte[] PROBE = "SELECT 1".getBytes(StandardCharsets.UTF_8);
    private static final int ANALYSIS_BYTES = 16;
    private static final int QUERY_CLASS_AT = 12;
    private static final int READ_ONLY = 0;
    private static final int UNKNOWN = 4;

    private final Pointer connectionPointer;
    private final Pointer handle;
    private @Nullable TransferBuffer buffer;
    private boolean suspect;
    private boolean spoilt;
    private @Nullable EngineSession session;

    EngineConnection(Pointer connectionPointer) {
        this.connectionPointer = connectionPointer;
        this.handle = connectionPointer.getPointer(0);
    }

    Pointer handle() {
        return handle;
    }

    /** For the rows of the insert that runs. */
    TransferBuffer buffer() {
        TransferBuffer known = buffer;
        if (known == null) {
            known = new TransferBuffer();
            buffer = known;
        }
        return known;
    }

    /** Runs a statement to its end; the whole result waits in the engine's memory. */
    public ResultChunk execute(byte[] sql, String format, Map<String, String> parameters) throws EngineException {
        QueryParameters bound = new QueryParameters(parameters);
        byte[] formatBytes = format.getBytes(StandardCharsets.UTF_8);
        try {
            return ResultChunk.of(LibChdb.queryWithParamsN(
                    handle,
                    sql,
                    sql.length,
                    formatBytes,
                    formatBytes.length,
                    bound.names(),
                    bound.nameLengths(),
                    bound.values(),
                    bound.valueLengths(),
                    bound.count()));
        } catch (EngineException e) {
            suspect = true;
            throw e;
        }
    }

    public ResultStream stream(byte[] sql, String format, Map<String, String> parameters) throws EngineException {
        QueryParameters bound = new QueryParameters(parameters);
        byte[] formatBytes = format.getBytes(StandardCharsets.UTF_8);
        Pointer stream = LibChdb.streamQueryWithParamsN(
                handle,
                sql,
                sql.length,
                formatBytes,
                formatBytes.length,
                bound.names(),
                bound.nameLengths(),
                bound.values(),
                bound.valueLengths(),
                bound.count());
        Pointer error = LibChdb.resultError(stream);
        if (error == null) {
            return new ResultStream(this, stream);
        }
        String text = error.getString(0, "UTF-8");
        LibChdb.destroyQueryResult(stream);
        suspect = true;
        throw EngineException.ofEngine(text);
    }

    /** Begins an INSERT; {@code sql} ends before its FORMAT or VALUES. */
    public InsertStream insert(byte[] sql, String format, Map<String, String> parameters) throws EngineException {
        QueryParameters bound = new QueryParameters(parameters);
        byte[] formatBytes = format.getBytes(StandardCharsets.UTF_8);
        Pointer insert = LibChdb.streamInsertWithParamsN(
                handle,
                sql,
                sql.length,
                formatBytes,
                formatBytes.length,
                bound.names(),
                bound.nameLengths(),
                bound.values(),
                bound.valueLengths(),
                bound.count());
        Pointer error = LibChdb.streamInsertError(insert);
        if (error == null) {
            return new InsertStream(this, insert);
        }
        String text = error.getString(0, "UTF-8");
        LibChdb.destroyInsertStream(insert);
        suspect = true;
        throw EngineException.ofEngine(text);
    }

    /** Whether a statement leaves no trace. One that does not parse counts as such: running it gives the error. */
    public boolean readsOnly(byte[] sql) {
        try (Memory analysis = new Memory(ANALYSIS_BYTES)) {
            analysis.clear();
            analysis.setInt(0, ANALYSIS_BYTES);
            int state = LibChdb.classifyQueryN(handle, sql, sql.length, null, 0, analysis);
            int queryClass = analysis.getInt(QUERY_CLASS_AT);
            return state == 0 && (queryClass == READ_ONLY || queryClass == UNKNOWN);
        }
    }

    /** Sets the database and settings that a request asks for; call it on a connection without a session. */
    void begin(EngineSession wanted) throws EngineException {
        spoilt = true;
        if (!wanted.database().equals(EngineSession.DEFAULT_DATABASE)) {
            run("USE `" + wanted.database().replace("\\", "\\\\").replace("`", "\\`") + "`");
        }
        if (!wanted.settings().isEmpty()) {
            run(wanted.settings().entrySet().stream()
                    .map(setting -> setting.getKey() + " = '"
                            + setting.getValue().replace("\\", "\\\\").replace("'", "\\'") + "'")
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
        spoilt = false;
        session = wanted;
    }

    private void run(String sql) throws EngineException {
        execute(sql.getBytes(StandardCharsets.UTF_8), "Null", Map.of()).close();
    }

    boolean isIn(EngineSession wanted) {
        return wanted.equals(session);
    }

    boolean isFresh() {
        return session == null;
    }

    /** The last statement failed or was cancelled: what it left behind must be cleared before the next one. */
    void suspect() {
        suspect = true;
    }

    /** A statement such as SET or USE changed the connection for good: it must not serve another request. */
    public void spoil() {
        spoilt = true;
    }

    /** Whether the connection can serve another request. */
    boolean recover() {
        if (spoilt) {
            return false;
        }
        if (suspect) {
            try {
                execute(PROBE, "Null", Map.of()).close();
                suspect = false;
            } catch (EngineException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        LibChdb.closeConn(connectionPointer);
        if (buffer != null) {
            buffer.close();
        }
    }
}
