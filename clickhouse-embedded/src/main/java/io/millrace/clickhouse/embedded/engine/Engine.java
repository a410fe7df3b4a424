package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The engine of this process. There is one, on one data folder; it runs from the first connection to the last. */
public final class Engine implements AutoCloseable {
    private final StringArray arguments;
    private final int argumentCount;
    private final EngineConnection heldConnection;
    private final String version;
    private final String timezone;

    /**
     * Starts the engine.
     *
     * @param options command line options of clickhouse-local, such as {@code --max_threads=2}; those that are
     *     settings of queries hold for every connection
     * @throws EngineException with code 76 if the engine cannot open the folder; it says why on stderr
     */
    public Engine(Path library, Path data, List<String> options) throws EngineException {
        LibChdb.load(library);
        // Before the first connection: the JVM lives on its own handlers (SIGSEGV is how it finds null pointers).
        LibChdb.setSignalHandlersEnabled(0);
        String[] all = Stream.concat(Stream.of("clickhouse", "--path=" + data.toAbsolutePath()), options.stream())
                .toArray(String[]::new);
        arguments = new StringArray(all, "UTF-8");
        argumentCount = all.length;
        // Never used by requests: the engine stops with its last connection.
        heldConnection = connect();
        version = ask("SELECT version()");
        timezone = ask("SELECT timezone()");
    }

    EngineConnection connect() throws EngineException {
        Pointer connection = LibChdb.connect(argumentCount, arguments);
        if (connection == null) {
            throw EngineException.of(76, "CANNOT_OPEN_FILE", "The engine does not start on this folder");
        }
        return new EngineConnection(connection);
    }

    private String ask(String sql) throws EngineException {
        try (ResultChunk answer =
                heldConnection.execute(sql.getBytes(StandardCharsets.UTF_8), "TabSeparated", Map.of())) {
            return answer.text().strip();
        }
    }

    public String version() {
        return version;
    }

    public String timezone() {
        return timezone;
    }

    /** Ends the merges that run, for the end of the process would wait for them; none begins any longer. */
    public void stopMerges() throws EngineException {
        ask("SYSTEM STOP MERGES");
    }

    @Override
    public void close() {
        heldConnection.close();
    }
}
