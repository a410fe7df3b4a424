package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.TableId;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.catalog.TablePatterns;
import io.millrace.postgres.setup.CaptureRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks of each table: whether it can be captured, and how its rows are identified. */
final class TableChecks {
    /** Leaves of partitioned tables too: Postgres looks at their own replica identity. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname, c.relkind, c.relpersistence, c.relreplident,
                   rn.nspname, root.relname,
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid),
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate),
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident AND i.indisvalid),
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = root.oid AND (i.indisprimary OR i.indisreplident)),
                   EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                           AND a.attgenerated <> 'v')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_class root ON root.oid = coalesce((SELECT max(relid::oid) FROM pg_partition_ancestors(c.oid) relid
                 WHERE NOT (SELECT relispartition FROM pg_class WHERE oid = relid)), c.oid)
            JOIN pg_namespace rn ON rn.oid = root.relnamespace
            WHERE c.relkind IN ('r', 'p', 'f', 'm') AND c.relpersistence <> 't'
              AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            ORDER BY 1, 2
            """;

    private static final String SAME_BUT_FOR_CASE = """
            SELECT n.nspname, c.relname, min(a.attname::text COLLATE "C")
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            GROUP BY n.nspname, c.relname, lower(a.attname) HAVING count(*) > 1 ORDER BY 1, 2
            """;

    private final Session session;

    TableChecks(Session session) {
        this.session = session;
    }

    /**
     * A table in the catalog; for a leaf, {@code root} is the partitioned table.
     *
     * @param rootKey whether {@code root} has a key
     * @param columns whether it has a column that is stored
     */
    record Table(
            TableId id,
            char kind,
            boolean unlogged,
            char identity,
            TableId root,
            boolean key,
            boolean immediateKey,
            boolean identityIndex,
            boolean rootKey,
            boolean columns) {}

    List<Finding> check(CaptureRequest request) throws SQLException {
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        List<Finding> findings = new ArrayList<>();
        int captured = 0;
        for (List<String> row : session.rows(TABLES)) {
            Table table = new Table(
                    new TableId(row.get(0), row.get(1)),
                    row.get(2).charAt(0),
                    row.get(3).equals("u"),
                    row.get(4).charAt(0),
                    new TableId(row.get(5), row.get(6)),
                    row.get(7).equals("t"),
                    row.get(8).equals("t"),
                    row.get(9).equals("t"),
                    row.get(10).equals("t"),
                    row.get(11).equals("t"));
            if (patterns.matches(table.root())) {
                Optional<Finding> finding = judge(table);
                finding.ifPresent(findings::add);
                captured += finding.isEmpty() && table.root().equals(table.id()) ? 1 : 0;
            }
        }
        sameButForCase(patterns, findings);
        findings.add(0, Finding.of(Level.OK, "tables", captured + " tables are as they should be"));
        return findings;
    }

    /** Debezium's tables have one column a name, whatever its case: such a table is not captured. */
    private void sameButForCase(TablePatterns patterns, List<Finding> findings) throws SQLException {
        for (List<String> row : session.rows(SAME_BUT_FOR_CASE)) {
            TableId table = new TableId(row.get(0), row.get(1));
            if (patterns.matches(table)) {
                findings.add(Finding.about(
                        table.toString(),
                        Level.BLOCKER,
                        "names",
                        "the names of two of its columns differ in case only, so it is not captured: exclude it, or",
                        "ALTER TABLE " + Sql.table(table) + " RENAME COLUMN " + Sql.name(row.get(2)) + " TO "
                                + Sql.name(row.get(2) + "_") + ";"));
            }
        }
    }

    /** Empty if the table has no problem. */
    static Optional<Finding> judge(Table table) {
        String name = table.id().toString();
        String alter = "ALTER TABLE " + Sql.table(table.id());
        if (table.kind() == 'f') {
            return Optional.of(Finding.about(
                    name,
                    Level.NOTE,
                    "not_captured",
                    "a foreign table is not captured: its rows are on another server, capture them there"));
        }
        if (table.kind() == 'm') {
            return Optional.of(Finding.about(
                    name, Level.NOTE, "not_captured", "a materialized view is not captured: query its tables instead"));
        }
        if (table.unlogged()) {
            return Optional.of(Finding.about(
                    name,
                    Level.WARNING,
                    "not_captured",
                    "an unlogged table is not captured: its changes are not in the WAL",
                    alter + " SET LOGGED;"));
        }
        if (!table.columns()) {
            return table.root().equals(table.id())
                    ? Optional.of(
                            Finding.about(
                                    name,
                                    Level.NOTE,
                                    "not_captured",
                                    "it has no columns, so its rows have nothing that could be shown; it is loaded when it has one"))
                    : Optional.empty();
        }
        if (table.id().looksQuoted()) {
            boolean ofSchema = new TableId(table.id().schema(), "").looksQuoted();
            return Optional.of(Finding.about(
                    name,
                    Level.BLOCKER,
                    "names",
                    "its name or its schema's begins or ends with a double quote, which Debezium takes for quoted"
                            + " already, so it is not captured: exclude it, or",
                    ofSchema
                            ? "ALTER SCHEMA " + Sql.name(table.id().schema()) + " RENAME TO "
                                    + Sql.name("_" + table.id().schema() + "_") + ";"
                            : alter + " RENAME TO " + Sql.name("_" + table.id().table() + "_") + ";"));
        }
        return identity(table, name, alter);
    }

    private static Optional<Finding> identity(Table table, String name, String alter) {
        // A partitioned table has no rows of its own; what counts is each leaf's identity.
        boolean leafless = table.kind() == 'p';
        if (!table.rootKey() && table.identity() != 'f' && (table.immediateKey() || table.identityIndex())) {
            return Optional.of(Finding.about(
                    name,
                    Level.WARNING,
                    "replica_identity",
                    "it has a key that the partitioned table " + table.root()
                            + " has not: an updated or deleted row cannot be identified there, so the whole of "
                            + table.root() + " is loaded again after each such change",
                    alter + " REPLICA IDENTITY FULL;"));
        }
        return switch (table.identity()) {
            case 'f' -> Optional.empty();
            case 'i' ->
                table.identityIndex()
                        ? Optional.empty()
                        : Optional.of(without(
                                name, "the index of its replica identity is gone", alter + " REPLICA IDENTITY FULL;"));
            case 'n' ->
                Optional.of(without(
                        name,
                        "its replica identity is NOTHING",
                        alter + " REPLICA IDENTITY " + (table.immediateKey() ? "DEFAULT;" : "FULL;")));
            default -> {
                if (table.key() && !table.immediateKey()) {
                    yield Optional.of(without(
                            name,
                            "its primary key is deferrable, so it is no identity",
                            alter + " REPLICA IDENTITY FULL;"));
                }
                yield table.key() || leafless
                        ? Optional.empty()
                        : Optional.of(without(name, "it has no primary key", alter + " REPLICA IDENTITY FULL;"));
            }
        };
    }

    private static Finding without(String name, String reason, String fix) {
        return Finding.about(
                name,
                Level.WARNING,
                "replica_identity",
                reason
                        + ": Postgres cannot name its rows in the log. It is captured as append-only as long as rows are only"
                        + " inserted, and Postgres refuses to update or delete them; where that has happened, it is left out",
                fix);
    }
}
