package io.millrace.clickhouse.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.millrace.clickhouse.embedded.codec.CodecException;
import io.millrace.clickhouse.embedded.disk.DiskSync;
import io.millrace.clickhouse.embedded.engine.ConnectionPool;
import io.millrace.clickhouse.embedded.engine.Counts;
import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.memory.BudgetExceededException;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
import io.millrace.clickhouse.embedded.sql.Statement;
import io.millrace.clickhouse.embedded.sql.StatementReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /}: one statement a request. */
final class QueryHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(QueryHandler.class);

    private static final int LOGGED_CHARS = 300;
    private static final int CANNOT_FSYNC = 204;
    private static final int MEMORY_LIMIT_EXCEEDED = 241;
    /** What a byte of a statement takes where all that it mentions is looked at. */
    private static final int PER_MENTIONED_BYTE = 44;

    private final Engine engine;
    private final ConnectionPool pool;
    private final Logins logins;
    private final ReaderRules rules;
    private final DiskSync disk;
    private final ByteBudget budget;

    QueryHandler(Engine engine, ConnectionPool pool, Logins logins, DiskSync disk, ByteBudget budget, Path data) {
        this.budget = budget;
        this.engine = engine;
        this.pool = pool;
        this.logins = logins;
        this.rules = new ReaderRules(data);
        this.disk = disk;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String queryId = Request.newQueryId();
        Answer answer = new Answer(exchange, engine.version(), engine.timezone(), queryId);
        try (ByteBudget.Claim statement = budget.claim();
                ByteBudget.Claim body = budget.claim()) {
            answer(exchange, answer, queryId, statement, body);
        } catch (EngineException e) {
            fail(answer, e);
        } catch (BudgetExceededException e) {
            busy(answer, e);
        } catch (CodecException e) {
            fail(answer, EngineException.of(e.code(), e.name(), String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopping");
        }
    }

    private void answer(
            HttpExchange exchange, Answer answer, String queryId, ByteBudget.Claim ofStatement, ByteBudget.Claim ofBody)
            throws EngineException, IOException, InterruptedException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            String path = exchange.getRequestURI().getPath();
            answer.text(404, "There is no handle " + path + "\n\nUse / or /ping for health checks.\n");
            return;
        }
        boolean reader = logins.isReader(exchange);
        Request request = Request.of(exchange, queryId, reader, ofBody);
        StatementSource source = StatementSource.of(request.query(), request.body(), ofStatement);
        if (source.statement().kind() == Statement.Kind.EMPTY) {
            if (exchange.getRequestMethod().equals("POST")) {
                throw EngineException.of(62, "SYNTAX_ERROR", "Syntax error: Empty query");
            }
            answer.text(HttpStatus.OK, "Ok.\n");
            return;
        }
        answer.as(request);
        if (source.statement().kind() == Statement.Kind.SYNC) {
            sync(request, answer);
            return;
        }
        try (ConnectionPool.Lease lease = pool.borrow(request.session())) {
            if (reader) {
                ofStatement.take((long) source.sql().length * PER_MENTIONED_BYTE);
                rules.check(lease.connection(), source.sql());
            }
            new Execution(request, source, lease.connection(), answer).run();
        } catch (EngineException e) {
            String shape = StatementReader.redacted(source.sql(), LOGGED_CHARS);
            log.warn("query {} failed with code {}: {}", request.queryId(), e.code(), shape);
            throw e;
        } finally {
            if (source.statement().kind() != Statement.Kind.SELECT) {
                disk.written();
            }
        }
    }

    private void sync(Request request, Answer answer) throws EngineException, IOException {
        if (request.readOnly()) {
            throw EngineException.readOnly();
        }
        try {
            disk.sync();
        } catch (IOException e) {
            throw EngineException.of(
                    CANNOT_FSYNC,
                    "CANNOT_FSYNC",
                    "The disk failed to write data: " + e.getMessage() + ". Check it, then restart ClickHouse");
        }
        answer.empty(Counts.NONE);
    }

    private static void busy(Answer answer, BudgetExceededException e) throws IOException {
        log.warn("a request was rejected: {}", e.getMessage());
        EngineException error =
                EngineException.of(MEMORY_LIMIT_EXCEEDED, "MEMORY_LIMIT_EXCEEDED", String.valueOf(e.getMessage()));
        if (answer.hasBegun()) {
            fail(answer, error);
        }
        answer.tryLater(error);
    }

    /** The message can quote rows, so it goes to the client alone, never into the log. */
    private static void fail(Answer answer, EngineException error) throws IOException {
        if (answer.hasBegun()) {
            // The server then drops the connection without the last chunk, or the client would take the part for all.
            throw new IOException("failed with code " + error.code() + " while the result was being sent");
        }
        answer.error(error);
    }
}
