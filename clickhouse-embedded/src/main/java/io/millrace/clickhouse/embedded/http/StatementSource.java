package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
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
    private static final int LARGEST_STATEMENT = 8 << 20;
    /** So much of a body is read at a time. */
    private static final int PART = 16 * 1024;
    /** A statement of the URL takes nothing from others up to here: those of inserts are short, and their data are streamed. */
    private static final int FREE = 16 * 1024;
    /** How often a byte is in memory while a statement is read: as text that grows, as bytes, as characters, as a token. */
    private static final int PER_BYTE = 6;
    /** The known state of a tag of here-documents, which has one at least. */
    private static final int PER_DOLLAR = 110;

    private final Statement statement;
    private final byte[] sql;
    private final InputStream data;

    private StatementSource(Statement statement, byte[] sql, InputStream data) {
        this.statement = statement;
        this.sql = sql;
        this.data = data;
    }

    /**
     * Reads the statement of a request.
     *
     * @param memory what is held of it, from its first bytes on
     * @throws io.millrace.clickhouse.embedded.memory.BudgetExceededException if others hold too much
     */
    static StatementSource of(String urlQuery, InputStream body, ByteBudget.Claim memory)
            throws EngineException, IOException {
        StatementSource source = read(urlQuery, body, memory);
        memory.keep((long) source.sql.length + HEAD);
        return source;
    }

    private static StatementSource read(String urlQuery, InputStream body, ByteBudget.Claim memory)
            throws EngineException, IOException {
        byte[] query = urlQuery.getBytes(StandardCharsets.UTF_8);
        if (query.length > FREE) {
            take(query, query.length, memory);
        }
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
        copy(body, HEAD, text, memory);
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
        copy(body, LARGEST_STATEMENT, text, memory);
        if (text.size() > LARGEST_STATEMENT) {
            throw EngineException.of(
                    229, "QUERY_IS_TOO_LARGE", "A statement of more than " + LARGEST_STATEMENT + " bytes");
        }
        byte[] whole = text.toByteArray();
        return new StatementSource(
                whole.length > HEAD ? StatementReader.read(whole) : statement, whole, InputStream.nullInputStream());
    }

    private static void copy(InputStream body, int most, ByteArrayOutputStream text, ByteBudget.Claim memory)
            throws IOException {
        byte[] part = new byte[PART];
        for (int left = most; left > 0 && text.size() <= LARGEST_STATEMENT; ) {
            int count = body.read(part, 0, Math.min(PART, left));
            if (count < 0) {
                return;
            }
            take(part, count, memory);
            text.write(part, 0, count);
            left -= count;
        }
    }

    private static void take(byte[] bytes, int count, ByteBudget.Claim memory) throws IOException {
        long more = (long) count * PER_BYTE;
        for (int i = 0; i < count; i++) {
            more += bytes[i] == '$' ? PER_DOLLAR : 0;
        }
        memory.take(more);
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
