package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineConnection;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.InsertStream;
import io.millrace.clickhouse.embedded.engine.ResultChunk;
import io.millrace.clickhouse.embedded.engine.ResultStream;
import io.millrace.clickhouse.embedded.sql.Statement;
import io.millrace.clickhouse.embedded.sql.Statement.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** One statement on one connection. */
record Execution(Request request, StatementSource source, EngineConnection connection, Answer answer) {
    /** A header longer than this is cut off nowhere: such a result is made in one piece. */
    private static final int LARGEST_HEADER = 1 << 20;

    void run() throws EngineException, IOException {
        Statement statement = source.statement();
        if (statement.several()) {
            throw EngineException.of(62, "SYNTAX_ERROR", "Syntax error: Multi-statements are not allowed");
        }
        if (statement.kind() == Kind.OUTFILE) {
            throw EngineException.of(358, "INTO_OUTFILE_NOT_ALLOWED", "INTO OUTFILE is not allowed");
        }
        boolean writes = statement.kind() == Kind.INSERT_DATA || !mayRun();
        if (request.readOnly() && writes) {
            throw EngineException.readOnly();
        }
        if (statement.kind() == Kind.SESSION) {
            connection.spoil();
        }
        if (statement.kind() == Kind.INSERT_DATA) {
            insert();
            return;
        }
        String format = Optional.ofNullable(statement.format()).orElse(request.defaultFormat());
        Optional<StreamFormat> pieces = request.whole() ? Optional.empty() : StreamFormat.of(format);
        if (statement.kind() == Kind.SELECT && pieces.isPresent()) {
            stream(format, pieces.get());
        } else {
            try (ResultChunk result = connection.execute(source.sql(), request.defaultFormat(), request.parameters())) {
                answer.whole(format, result);
            }
        }
    }

    private boolean mayRun() {
        return !request.readOnly() || connection.readsOnly(source.sql());
    }

    private void insert() throws EngineException, IOException {
        String format = Optional.ofNullable(source.statement().format()).orElse(request.defaultFormat());
        try (InsertStream insert = connection.insert(source.sql(), format, request.parameters())) {
            insert.append(source.data());
            answer.empty(insert.finish());
        }
    }

    private void stream(String format, StreamFormat pieces) throws EngineException, IOException {
        try (ResultStream result = connection.stream(source.sql(), request.defaultFormat(), request.parameters());
                ResultChunk first = result.next()) {
            if (first.length() == 0) {
                answer.whole(format, first);
                return;
            }
            try (ResultChunk second = result.next()) {
                if (second.length() == 0) {
                    answer.whole(format, first);
                    return;
                }
                // Not closed on failure: closing marks the end of a complete answer.
                OutputStream body = answer.stream(format, first.counts());
                first.copyTo(body, 0);
                write(second, pieces, body);
                copyRest(result, pieces, body);
                body.close();
            }
        }
    }

    private static void copyRest(ResultStream result, StreamFormat pieces, OutputStream body)
            throws EngineException, IOException {
        while (true) {
            try (ResultChunk chunk = result.next()) {
                if (chunk.length() == 0) {
                    return;
                }
                write(chunk, pieces, body);
            }
        }
    }

    private static void write(ResultChunk chunk, StreamFormat pieces, OutputStream body)
            throws EngineException, IOException {
        int header = pieces == StreamFormat.PLAIN ? 0 : pieces.headerLength(chunk.head(LARGEST_HEADER));
        if (header < 0) {
            throw EngineException.of(48, "NOT_IMPLEMENTED", "The names and types of the result exceed 1 MiB");
        }
        chunk.copyTo(body, header);
    }
}
