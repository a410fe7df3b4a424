package io.millrace.postgres.catalog;

import io.millrace.core.event.TableId;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Which tables a role cannot read completely: policies hide rows from it, unless it has {@code BYPASSRLS} or owns the
 * table and row security is not forced. Policies of partitions do not apply when the partitioned table is read.
 *
 * <p>Millrace reads with {@code row_security = off}, so that Postgres refuses such a read. The stream is not affected.
 */
public final class RowSecurity {
    /** A role that does not exist yet has no rights. */
    private static final String HIDDEN = """
            SELECT n.nspname, c.relname, c.relforcerowsecurity AND coalesce(pg_has_role(r.oid, c.relowner, 'USAGE'), false)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_roles r ON r.rolname = ?
            WHERE c.relrowsecurity AND NOT coalesce(
                r.rolsuper OR r.rolbypassrls OR NOT c.relforcerowsecurity AND pg_has_role(r.oid, c.relowner, 'USAGE'), false)""";

    private final Session session;
    private final String role;

    /** @param role the reader */
    public RowSecurity(Session session, String role) {
        this.session = session;
        this.role = role;
    }

    /** The tables with rows hidden from the role, by schema and name. */
    public List<TableId> hidden() throws SQLException {
        return session.tables(HIDDEN + " ORDER BY 1, 2", role);
    }

    /** Why a table is not read, to follow its name; empty if it is. */
    Optional<String> obstacle(TableId table) throws SQLException {
        List<List<String>> rows =
                session.rows(HIDDEN + " AND n.nspname = ? AND c.relname = ?", role, table.schema(), table.table());
        return rows.stream()
                .findFirst()
                .map(row -> " is not loaded and keeps the rows that it has, for row security hides some"
                        + " from the role " + role + ": " + statement()
                        + (row.get(2).equals("t")
                                ? " (or, as the role owns the table: ALTER TABLE " + Sql.table(table)
                                        + " NO FORCE ROW LEVEL SECURITY;)"
                                : "")
                        + " Then: millrace resync " + table);
    }

    /** The statement that lets the role read everything; requires a superuser. */
    public String statement() {
        return "ALTER ROLE " + Sql.name(role) + " BYPASSRLS;";
    }
}
