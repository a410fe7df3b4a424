package io.millrace.postgres.compare;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.SourceKey;
import io.millrace.core.verify.CanonicalText;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedColumn;
import io.millrace.core.verify.ComparedTable;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Sql;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a table for comparison, piece by piece, each in a short read-only transaction. Measures the time spent
 * in the server.
 *
 * <p>Keys are texts as Postgres writes them. A range of keys excludes its begin and includes its end; null is no bound.
 */
public final class RowSource implements AutoCloseable {
    private static final List<String> SETTINGS = List.of(
            // Keys are compared by their types' operators, which can be an extension's.
            """
            SELECT set_config('search_path', concat_ws(', ', 'public', string_agg(DISTINCT quote_ident(n.nspname), ', ')), false)
            FROM pg_amop a JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_namespace n ON n.oid = o.oprnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'public')""",
            "SET default_transaction_isolation = 'repeatable read'",
            "SET default_transaction_read_only = on",
            // Waiting for one table would delay the comparison of others.
            "SET lock_timeout = '10s'",
            "SET idle_in_transaction_session_timeout = '60s'");

    private static final int FETCH = 2_000;

    /**
     * Holding the locks of several tables, a statement must not wait for another: it could be a part of a deadlock, which
     * Postgres can end at the cost of the other transaction.
     */
    private static final String NO_WAITING = "SET LOCAL lock_timeout = '20ms'";

    private final PostgresUrl url;
    private final Duration limit;
    private @Nullable Connection connection;
    private long busyNanos;

    /** @param limit for one statement */
    public RowSource(PostgresUrl url, Duration limit) {
        this.url = requireNonNull(url, "url is null");
        this.limit = requireNonNull(limit, "limit is null");
    }

    /**
     * Receives rows: texts of the requested columns, the row's hash, and a mark that changes when the row is written.
     */
    @FunctionalInterface
    public interface Rows {
        void row(List<@Nullable String> texts, long hash, String mark);
    }

    /** The key of the last of that many rows after a key; empty if there are fewer. */
    public Optional<List<String>> end(ComparedTable table, @Nullable List<String> after, int rows) throws SQLException {
        String sql = "SELECT " + names(table.key()) + " FROM " + from(table) + where(table, after, null) + " ORDER BY "
                + names(table.key()) + " OFFSET " + (rows - 1) + " LIMIT 1";
        List<List<@Nullable String>> found = new ArrayList<>();
        ask(
                sql,
                bounds(after, null),
                result -> found.add(texts(result, table.key().size())));
        return found.stream().findFirst().map(List::copyOf);
    }

    /** All columns must have a canonical text. */
    public ChunkSum sum(ComparedTable table, @Nullable List<String> after, @Nullable List<String> upTo)
            throws SQLException {
        String sql = "SELECT count(*), coalesce(sum(" + hash(table) + "), 0) FROM " + from(table)
                + where(table, after, upTo);
        List<ChunkSum> sums = new ArrayList<>();
        ask(sql, bounds(after, upTo), result -> sums.add(sum(result)));
        return sums.get(0);
    }

    /**
     * The sums of all rows of some small tables, in order, from one snapshot; empty for a table that has more rows. All their
     * columns must have a canonical text.
     *
     * @param most how many rows of each table are read at most, 1 or more
     * @throws SQLException also if another session has locked one of the tables
     */
    public List<Optional<ChunkSum>> sums(List<ComparedTable> tables, int most) throws SQLException {
        List<Optional<ChunkSum>> sums = new ArrayList<>(Collections.nCopies(tables.size(), Optional.empty()));
        if (tables.isEmpty()) {
            return sums;
        }
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < tables.size(); i++) {
            ComparedTable table = tables.get(i);
            sql.append(i == 0 ? "" : " UNION ALL ")
                    .append("SELECT count(*), coalesce(sum(hash), 0), ")
                    .append(i)
                    .append(" FROM (SELECT ")
                    .append(hash(table))
                    .append(" AS hash FROM ")
                    .append(from(table))
                    .append(" LIMIT ")
                    .append(most + 1L)
                    .append(") AS read");
        }
        ask(NO_WAITING, sql.toString(), List.of(), result -> {
            ChunkSum sum = sum(result);
            if (sum.rows() <= most) {
                sums.set(result.getInt(3), Optional.of(sum));
            }
        });
        return sums;
    }

    private static ChunkSum sum(ResultSet row) throws SQLException {
        return new ChunkSum(row.getLong(1), new BigInteger(row.getString(2)), 0);
    }

    /** The rows of a range: some columns, and the hash of those with canonical texts; no mark. */
    public void rows(
            ComparedTable table,
            List<ComparedColumn> columns,
            @Nullable List<String> after,
            @Nullable List<String> upTo,
            Rows rows)
            throws SQLException {
        String sql = "SELECT " + hash(table) + columns(columns) + " FROM " + from(table) + where(table, after, upTo);
        ask(sql, bounds(after, upTo), result -> rows.row(texts(result, columns.size(), 2), result.getLong(1), ""));
    }

    /** The complete rows of some keys, without hash. Missing rows are left out. */
    public void rows(ComparedTable table, List<List<String>> keys, Rows rows) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        String places = table.key().stream().map(column -> "?").collect(Collectors.joining(", ", "(", ")"));
        String sql = "SELECT xmin::text || ' ' || ctid::text" + columns(table.columns()) + " FROM " + from(table)
                + " WHERE (" + names(table.key()) + ") IN ("
                + String.join(", ", Collections.nCopies(keys.size(), places))
                + ")";
        List<String> parameters = keys.stream().flatMap(List::stream).toList();
        ask(sql, parameters, result -> rows.row(texts(result, table.columns().size(), 2), 0, result.getString(1)));
    }

    /** All rows, complete, without hash and mark. */
    public void rows(ComparedTable table, Rows rows) throws SQLException {
        String columns = table.columns().isEmpty() ? "1" : names(table.columns());
        ask(
                "SELECT " + columns + " FROM " + from(table),
                List.of(),
                result -> rows.row(texts(result, table.columns().size()), 0, ""));
    }

    /** Seconds that statements took, network included. */
    public double busySeconds() {
        return busyNanos / 1e9;
    }

    /** A condition for rows by their keys, for other readers of the source. */
    public static List<SourceKey> named(ComparedTable table, List<List<String>> keys) {
        List<SourceKey> named = new ArrayList<>();
        for (List<String> key : keys) {
            List<SourceKey.Part> parts = new ArrayList<>();
            for (int i = 0; i < key.size(); i++) {
                parts.add(new SourceKey.Part(table.key().get(i).source().name(), key.get(i)));
            }
            named.add(new SourceKey(parts));
        }
        return named;
    }

    private static String from(ComparedTable table) {
        return (table.partitioned() ? "" : "ONLY ") + Sql.table(table.schema().table());
    }

    private static String names(List<ComparedColumn> columns) {
        return columns.stream().map(column -> Sql.name(column.source().name())).collect(Collectors.joining(", "));
    }

    private static String columns(List<ComparedColumn> columns) {
        return columns.isEmpty() ? "" : ", " + names(columns);
    }

    private static String where(ComparedTable table, @Nullable List<String> after, @Nullable List<String> upTo) {
        String places = table.key().stream().map(column -> "?").collect(Collectors.joining(", ", "(", ")"));
        List<String> conditions = new ArrayList<>();
        if (after != null) {
            conditions.add("(" + names(table.key()) + ") > " + places);
        }
        if (upTo != null) {
            conditions.add("(" + names(table.key()) + ") <= " + places);
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static List<String> bounds(@Nullable List<String> after, @Nullable List<String> upTo) {
        List<String> bounds = new ArrayList<>();
        if (after != null) {
            bounds.addAll(after);
        }
        if (upTo != null) {
            bounds.addAll(upTo);
        }
        return bounds;
    }

    /** As the warehouse's side computes it. */
    private static String hash(ComparedTable table) {
        String text = table.canonical().stream()
                .map(column -> {
                    CanonicalText canonical = java.util.Objects.requireNonNull(column.canonical());
                    return "coalesce("
                            + canonical.postgres(Sql.name(column.source().name())) + ", '~')";
                })
                .collect(Collectors.joining(" || '|' || "));
        String md5 = "md5(" + (text.isEmpty() ? "''" : text) + ")";
        return "('x' || substr(" + md5 + ", 1, 16))::bit(64)::bigint";
    }

    @FunctionalInterface
    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private void ask(String sql, List<String> parameters, Reader reader) throws SQLException {
        ask("", sql, parameters, reader);
    }

    /** @param setting a statement that sets something for the transaction; empty for none */
    private void ask(String setting, String sql, List<String> parameters, Reader reader) throws SQLException {
        Connection open = connection();
        long begin = System.nanoTime();
        try (Statement settings = open.createStatement();
                PreparedStatement statement = open.prepareStatement(sql)) {
            if (!setting.isEmpty()) {
                settings.execute(setting);
            }
            statement.setFetchSize(FETCH);
            for (int i = 0; i < parameters.size(); i++) {
                // Of the type that the context requires.
                statement.setObject(i + 1, parameters.get(i), Types.OTHER);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    reader.read(result);
                }
            }
            open.commit();
        } catch (SQLException e) {
            close();
            throw e;
        } finally {
            busyNanos += System.nanoTime() - begin;
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            Properties properties = url.jdbcProperties();
            properties.setProperty("ApplicationName", url.sessionName("verify"));
            // Values are received as the server's text.
            properties.setProperty("binaryTransfer", "false");
            properties.setProperty("prepareThreshold", "0");
            Connection opened = url.open(properties);
            try (Statement statement = opened.createStatement()) {
                for (String setting : SETTINGS) {
                    statement.execute(setting);
                }
                statement.execute("SET statement_timeout = " + limit.toMillis());
                // Rows are fetched in batches only within a transaction, which ends with the statement.
                opened.setAutoCommit(false);
            } catch (SQLException e) {
                opened.close();
                throw e;
            }
            connection = opened;
        }
        return connection;
    }

    private static List<@Nullable String> texts(ResultSet row, int columns) throws SQLException {
        return texts(row, columns, 1);
    }

    private static List<@Nullable String> texts(ResultSet row, int columns, int first) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            texts.add(row.getString(first + i));
        }
        return texts;
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
