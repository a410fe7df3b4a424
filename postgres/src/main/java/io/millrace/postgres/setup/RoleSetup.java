package io.millrace.postgres.setup;

import io.millrace.core.event.TableId;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PasswordUtil;

/** Creates the connector's role if the given user may; otherwise checks that the given user can do its work. */
public final class RoleSetup {
    public static final String MAY_CREATE_ROLES = """
            SELECT rolsuper OR rolcreaterole AND rolreplication AND current_setting('server_version_num')::int >= 160000
            FROM pg_roles WHERE rolname = current_user
            """;

    private final Session session;
    private final PostgresUrl given;

    public RoleSetup(Session session, PostgresUrl given) {
        this.session = session;
        this.given = given;
    }

    /** @return the connector's URL */
    PostgresUrl ensure(CaptureRequest request, List<TableId> tables, List<String> warnings) throws SQLException {
        Optional<CaptureRequest.Role> role = request.role();
        if (role.isPresent() && session.truth(MAY_CREATE_ROLES)) {
            create(role.get());
            for (String grant : grants(role.get().name(), request.everything(), tables)) {
                session.execute(grant);
            }
            return given.as(role.get().name(), role.get().password());
        }
        if (role.isPresent()) {
            warnings.add("The connector uses the user " + given.user() + ", who may not create the role "
                    + role.get().name() + " for it.");
        }
        checkGivenUser(request, tables);
        return given;
    }

    private void create(CaptureRequest.Role role) throws SQLException {
        if (!session.truth("SELECT count(*) > 0 FROM pg_roles WHERE rolname = ?", role.name())) {
            session.execute("CREATE ROLE " + Sql.name(role.name()) + " LOGIN REPLICATION");
        } else if (!session.truth(
                "SELECT rolcanlogin AND rolreplication FROM pg_roles WHERE rolname = ?", role.name())) {
            session.execute("ALTER ROLE " + Sql.name(role.name()) + " LOGIN REPLICATION");
        }
        // A verifier instead of the password, so that the password does not appear in server logs.
        String verifier = PasswordUtil.encodeScramSha256(role.password().toCharArray());
        session.execute("ALTER ROLE " + Sql.name(role.name()) + " PASSWORD " + Sql.text(verifier));
    }

    public List<String> grants(String role, boolean everything, List<TableId> tables) {
        List<String> grants = new ArrayList<>();
        grants.add("GRANT CONNECT ON DATABASE " + Sql.name(given.database()) + " TO " + Sql.name(role));
        if (everything) {
            grants.add("GRANT pg_read_all_data TO " + Sql.name(role));
            return grants;
        }
        tables.stream()
                .map(TableId::schema)
                .distinct()
                .forEach(schema -> grants.add("GRANT USAGE ON SCHEMA " + Sql.name(schema) + " TO " + Sql.name(role)));
        if (!tables.isEmpty()) {
            grants.add("GRANT SELECT ON " + Sql.tables(tables) + " TO " + Sql.name(role));
        }
        return grants;
    }

    private void checkGivenUser(CaptureRequest request, List<TableId> tables) throws SQLException {
        String user = Sql.name(given.user());
        if (!session.truth("SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user")) {
            throw new SourceNotReady(
                    "The user " + given.user() + " may not replicate", "ALTER ROLE " + user + " REPLICATION;");
        }
        List<TableId> unreadable = unreadable(tables);
        if (!unreadable.isEmpty()) {
            throw new SourceNotReady(
                    "The user " + given.user() + " may not read " + unreadable.get(0)
                            + (unreadable.size() > 1 ? " and " + (unreadable.size() - 1) + " more" : ""),
                    String.join("; ", grants(given.user(), request.everything(), unreadable)) + ";");
        }
    }

    /** The tables that the session's user may not read. */
    public List<TableId> unreadable(List<TableId> tables) throws SQLException {
        List<TableId> unreadable = new ArrayList<>();
        for (TableId table : tables) {
            if (!session.truth(
                    "SELECT has_schema_privilege(?, 'USAGE') AND has_table_privilege(?, 'SELECT')",
                    table.schema(),
                    Sql.table(table))) {
                unreadable.add(table);
            }
        }
        return unreadable;
    }
}
