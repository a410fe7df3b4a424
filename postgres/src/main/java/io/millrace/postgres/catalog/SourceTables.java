package io.millrace.postgres.catalog;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The captured tables of a source and their sizes. Needs {@code SELECT} on the tables to count exactly. */
public final class SourceTables {
    /** Query canceled; insufficient privilege; undefined table. */
    private static final Set<String> NOT_COUNTABLE = Set.of("57014", "42501", "42P01");

    private static final String OID = """
            SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')""";

    private static final String SAME_BUT_FOR_CASE = """
            SELECT FROM pg_attribute WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped
            GROUP BY lower(attname) HAVING count(*) > 1""";

    private static final String COLUMNS = """
            SELECT a.attname, EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid
                AND (i.indisprimary OR i.indisreplident) AND a.attnum = ANY (i.indkey))
            FROM pg_attribute a WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";

    private static final String NAME = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = ?::oid""";

    /**
     * Without tables that publish no column. {@code reltuples} is -1 before the first ANALYZE; {@code n_live_tup}
     * follows every change.
     */
    private static final String ESTIMATES = """
            SELECT p.schemaname, p.tablename,
                   (SELECT coalesce(sum(greatest(leaf.reltuples::bigint, s.n_live_tup, 0)), 0)
                    FROM (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf
                          UNION SELECT c.oid WHERE c.relkind = 'r') t
                    JOIN pg_class leaf ON leaf.oid = t.relid
                    LEFT JOIN pg_stat_all_tables s ON s.relid = t.relid) AS estimate,
                   c.relkind
            FROM pg_publication_tables p
            JOIN pg_namespace n ON n.nspname = p.schemaname
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
            WHERE p.pubname = ? AND CASE WHEN jsonb_exists(to_jsonb(p), 'attnames') THEN to_jsonb(p) ->> 'attnames' IS NOT NULL
                ELSE EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END
            ORDER BY 1, 2
            """;

    private static final String BYTES = """
            SELECT p.schemaname, p.tablename,
                   (SELECT coalesce(sum(pg_relation_size(t.relid)), 0)
                    FROM (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf
                          UNION SELECT c.oid WHERE c.relkind = 'r') t) AS bytes,
                   c.oid::bigint
            FROM pg_publication_tables p
            JOIN pg_namespace n ON n.nspname = p.schemaname
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
            WHERE p.pubname = ?
            """;

    private static final String KEYED = """
            SELECT EXISTS (
                SELECT FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND i.indisvalid
                    AND (i.indisprimary AND i.indimmediate OR i.indisreplident))
            """;

    private final Connection connection;
    private final String publication;
    private final long countUpTo;
    private final Duration timeout;

    /**
     * @param connection in auto-commit mode, for this object alone; the caller closes it
     * @param publication the publication that names the captured tables
     * @param countUpTo tables with more rows than this, by Postgres' estimate, are not counted
     * @param timeout for the count of one table; then the count is estimated
     */
    public SourceTables(Connection connection, String publication, long countUpTo, Duration timeout) {
        this.connection = requireNonNull(connection, "connection is null");
        this.publication = requireNonNull(publication, "publication is null");
        this.countUpTo = countUpTo;
        this.timeout = requireNonNull(timeout, "timeout is null");
    }

    /** The captured tables, ordered by schema and name; a table without columns is not captured. */
    public List<TableId> tables() throws SQLException {
        return estimates().stream().map(estimate -> estimate.rows().table()).toList();
    }

    /** Whether a table has a non-deferrable primary key, or an index as its replica identity. */
    public boolean isKeyed(TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEYED)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    /** The {@code pg_class.oid} of a table; 0 if it does not exist. */
    public long oid(TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OID)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private boolean hasNamesThatDifferInCaseOnly(long oid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAME_BUT_FOR_CASE)) {
            statement.setLong(1, oid);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    /** The current name of a table, by its oid; empty if it was dropped. */
    public Optional<TableId> name(long oid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NAME)) {
            statement.setLong(1, oid);
            try (ResultSet result = statement.executeQuery()) {
                return result.next()
                        ? Optional.of(new TableId(result.getString(1), result.getString(2)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Why a load would miss rows of a table, to follow its name; empty if it would not.
     *
     * @param rules which columns are protected
     * @param reader the role that reads
     */
    public Optional<String> obstacle(TableId table, long oid, ColumnRules rules, String reader) throws SQLException {
        if (table.looksQuoted()) {
            return Optional.of(" cannot be read, for a name begins or ends with a double quote: rename it");
        }
        if (hasNamesThatDifferInCaseOnly(oid)) {
            return Optional.of(" is not captured, for names of its columns differ in case only: rename one of them");
        }
        boolean kept = false;
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String column = row.getString(1);
                    kept |= rules.of(table, column)
                            .filter(Protection.DROP::equals)
                            .isEmpty();
                    if (column.startsWith("\"") || column.endsWith("\"")) {
                        return Optional.of(
                                " cannot be read, for the name of a column begins or ends with a double quote:"
                                        + " rename it");
                    }
                    if (row.getBoolean(2) && rules.of(table, column).isPresent()) {
                        return Optional.of(" is not captured, for source.columns protects its key column " + column
                                + ": see `millrace doctor`");
                    }
                }
            }
        }
        return kept
                ? new RowSecurity(new Session(connection), reader).obstacle(table)
                : Optional.of(" is not captured, for it has no columns, or source.columns drops all of them");
    }

    /** The captured tables with their numbers of rows, ordered by schema and name. */
    public List<TableRowCount> rows() throws SQLException {
        List<TableRowCount> rows = new ArrayList<>();
        for (Estimate estimate : estimates()) {
            rows.add(estimate.rows().rows() > countUpTo ? estimate.rows() : count(estimate));
        }
        return rows;
    }

    /** The captured tables with their sizes. */
    public List<TableSize> sizes() throws SQLException {
        List<TableSize> sizes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(BYTES)) {
            statement.setString(1, publication);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    TableId table = new TableId(result.getString(1), result.getString(2));
                    sizes.add(new TableSize(table, result.getLong(4), result.getLong(3)));
                }
            }
        }
        return sizes;
    }

    /** @param from the {@code FROM} item: rows of tables that inherit from a table are not its own */
    private record Estimate(TableRowCount rows, String from) {}

    private List<Estimate> estimates() throws SQLException {
        List<Estimate> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ESTIMATES)) {
            statement.setString(1, publication);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    TableId table = new TableId(result.getString(1), result.getString(2));
                    boolean partitioned = result.getString(4).equals("p");
                    rows.add(new Estimate(
                            new TableRowCount(table, result.getLong(3), false),
                            (partitioned ? "" : "ONLY ") + Sql.table(table)));
                }
            }
        }
        return rows;
    }

    private TableRowCount count(Estimate estimate) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + timeout.toMillis());
            try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + estimate.from())) {
                result.next();
                return new TableRowCount(estimate.rows().table(), result.getLong(1), true);
            } catch (SQLException e) {
                if (NOT_COUNTABLE.contains(requireNonNullElse(e.getSQLState(), ""))) {
                    return estimate.rows();
                }
                throw e;
            } finally {
                statement.execute("RESET statement_timeout");
            }
        }
    }
}
