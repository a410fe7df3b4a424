package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.TableId;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.catalog.RowSecurity;
import io.millrace.postgres.catalog.SourceCatalog;
import io.millrace.postgres.catalog.TablePatterns;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.RoleSetup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that the given user has the rights for capture, or may create a role with them. */
final class RightsChecks {
    private final Session session;
    private final PostgresUrl url;

    RightsChecks(Session session, PostgresUrl url) {
        this.session = session;
        this.url = url;
    }

    List<Finding> check(CaptureRequest request) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        List<TableId> tables =
                new SourceCatalog(session).tables(new TablePatterns(request.tables(), request.exclude()));
        Optional<CaptureRequest.Role> role = request.role();
        if (role.isPresent() && session.truth(RoleSetup.MAY_CREATE_ROLES)) {
            findings.add(Finding.of(
                    Level.OK,
                    "rights",
                    "the user " + url.user() + " may make the role "
                            + role.get().name() + ", with which the capture logs in"));
            rowSecurity(role.get().name(), tables, findings);
            // The role that compares.
            rowSecurity(url.user(), tables, findings);
            return findings;
        }
        replication(findings);
        reading(request, tables, findings);
        rowSecurity(url.user(), tables, findings);
        return findings;
    }

    private void replication(List<Finding> findings) throws SQLException {
        findings.add(
                session.truth("SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user")
                        ? Finding.of(Level.OK, "rights", "the user " + url.user() + " may replicate")
                        : Finding.of(
                                Level.BLOCKER,
                                "rights",
                                "the user " + url.user() + " may not replicate",
                                "ALTER ROLE " + Sql.name(url.user()) + " REPLICATION;"));
    }

    private void reading(CaptureRequest request, List<TableId> tables, List<Finding> findings) throws SQLException {
        List<TableId> unreadable = new RoleSetup(session, url).unreadable(tables);
        if (unreadable.isEmpty()) {
            findings.add(Finding.of(
                    Level.OK, "rights", "the user " + url.user() + " may read all " + tables.size() + " tables"));
            return;
        }
        String[] grants = new RoleSetup(session, url)
                .grants(url.user(), request.everything(), unreadable).stream()
                        .map(grant -> grant + ";")
                        .toArray(String[]::new);
        findings.add(Finding.about(
                Named.some(unreadable.stream().map(TableId::toString).toList()),
                Level.BLOCKER,
                "rights",
                "the user " + url.user() + " may not read " + unreadable.size() + " of " + tables.size() + " tables",
                grants));
    }

    /**
     * Row security does not affect the stream, but readers of a table would see only some rows: that is an error
     * instead.
     */
    private void rowSecurity(String reader, List<TableId> tables, List<Finding> findings) throws SQLException {
        RowSecurity security = new RowSecurity(session, reader);
        List<String> secured = security.hidden().stream()
                .filter(tables::contains)
                .map(TableId::toString)
                .toList();
        if (!secured.isEmpty()) {
            findings.add(Finding.about(
                    Named.some(secured),
                    Level.BLOCKER,
                    "row_security",
                    "row security hides rows from " + reader
                            + ", who reads them: no load and no comparison of it is done, and it keeps the rows that it has",
                    fix(security, reader)));
        }
    }

    /** An existing role is used as it is, if the user may set its password. */
    private String[] fix(RowSecurity security, String reader) throws SQLException {
        if (session.truth("SELECT count(*) > 0 FROM pg_roles WHERE rolname = ?", reader)) {
            return new String[] {security.statement()};
        }
        String create = "CREATE ROLE " + Sql.name(reader) + " LOGIN REPLICATION BYPASSRLS;";
        return session.truth("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                ? new String[] {create}
                : new String[] {
                    create, "GRANT " + Sql.name(reader) + " TO " + Sql.name(url.user()) + " WITH ADMIN OPTION;"
                };
    }
}
