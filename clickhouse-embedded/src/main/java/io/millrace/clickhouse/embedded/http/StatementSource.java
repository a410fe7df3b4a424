package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.sql.Statement;
import io.millrace.clickhouse.embedded.sql.Statement.Kind;
import io.millrace.clickhouse.embedded.sql.StatementReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The statement of a request and the data behind it. ClickHouse reads the URL's query, a line end and the body as one
 * text, so the statement can end in either.
 */
final class StatementSource {
    /** So much of a body is searched for the start of its data. */
    private static final int HEAD = 256 * 1024;
    /** A statement without data must fit in memory; the engine's own max_query_size is smaller by far. */
    private static final int LARGEST_STATEMENT = 16 << 20;

    private final Statement statement;
    private final byte[] sql;
    private final InputStream data;

    private StatementSource(Statement statement, byte[] sql, InputStream data) {
        this.statement = statement;
        this.sql = sql;
        this.data = data;
    }

    static StatementSource of(String urlQuery, InputStream body) throws EngineException, IOException {
        byte[] query = urlQuery.getBytes(StandardCharsets.UTF_8);
        if (query.length > 0) {
            Statement statement = StatementReader.read(query);
            if (statement.kind() == Kind.INSERT_DATA && statement.format() != null) {
                return insert(statement, query, body);
            }
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(query.length + 1024);
        if (query.length > 0) {
            text.write(query);
            text.write('\n');
        }
        text.write(body.readNBytes(HEAD));
        Statement statement = StatementReader.read(text.toByteArray());
        if (statement.kind() == Kind.INSERT_DATA && statement.format() != null) {
            return insert(statement, text.toByteArray(), body);
        }
        if (statement.kind() == Kind.INSERT_DATA) {
            // No format anywhere: the data, if any, are the body, and their format is the request's default.
            boolean inUrl = query.length > 0;
            return new StatementSource(
                    statement,
                    inUrl ? query : text.toByteArray(),
                    inUrl ? new SequenceInputStream(after(text.toByteArray(), query.length + 1), body) : body);
        }
        text.write(body.readNBytes(LARGEST_STATEMENT));
        if (text.size() > LARGEST_STATEMENT) {
            throw EngineException.of(
                    229, "QUERY_IS_TOO_LARGE", "A statement of more than " + LARGEST_STATEMENT + " bytes");
        }
        byte[] whole = text.toByteArray();
        return new StatementSource(
                whole.length > HEAD ? StatementReader.read(whole) : statement, whole, InputStream.nullInputStream());
    }

    private static StatementSource insert(Statement statement, byte[] text, InputStream body) {
        InputStream data = statement.dataStart() < text.length
                ? new SequenceInputStream(after(text, statement.dataStart()), body)
                : body;
        return new StatementSource(statement, Arrays.copyOf(text, statement.sqlEnd()), data);
    }

    private static InputStream after(byte[] text, int start) {
        return new ByteArrayInputStream(text, start, text.length - start);
    }

    Statement statement() {
        return statement;
    }

    /** What the engine gets. */
    byte[] sql() {
        return sql;
    }

    /** The rows of an INSERT; empty otherwise. */
    InputStream data() {
        return data;
    }
}
