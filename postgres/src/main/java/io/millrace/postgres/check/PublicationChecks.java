package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.TableId;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.catalog.SourceCatalog;
import io.millrace.postgres.catalog.TablePatterns;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.PublicationOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Checks that the publication exists and contains what is to be captured, or can be corrected by the given user. */
final class PublicationChecks {
    private final Session session;
    private final PostgresUrl url;

    PublicationChecks(Session session, PostgresUrl url) {
        this.session = session;
        this.url = url;
    }

    List<Finding> check(CaptureRequest request) throws SQLException {
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        SourceCatalog catalog = new SourceCatalog(session);
        List<TableId> wanted = new ArrayList<>(catalog.tables(patterns));
        wanted.removeAll(catalog.changedWithoutIdentity(patterns));
        String name = request.publication();
        if (session.truth("SELECT count(*) > 0 FROM pg_publication WHERE pubname = ?", name)) {
            return existing(name, wanted);
        }
        if (wanted.isEmpty() && !request.everything()) {
            return List.of(Finding.about(
                    name, Level.WARNING, "publication", "no table matches source.tables and source.exclude yet"));
        }
        boolean superuser = session.truth("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
        if (superuser || mayCreate(wanted)) {
            return List.of(Finding.about(
                    name, Level.OK, "publication", "is created at the first start, for " + wanted.size() + " tables"));
        }
        String which =
                request.everything() || wanted.isEmpty() ? " FOR ALL TABLES" : " FOR TABLE " + Sql.tables(wanted);
        return List.of(Finding.about(
                name,
                Level.BLOCKER,
                "publication",
                "the user " + url.user()
                        + " may not make the publication: it takes a superuser, or the tables' owner with"
                        + " CREATE on the database",
                "CREATE PUBLICATION " + Sql.name(name) + which + " WITH " + new PublicationOptions(session).text()
                        + ";"));
    }

    private List<Finding> existing(String name, List<TableId> wanted) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        boolean owner = session.truth(
                "SELECT pg_has_role(current_user, pubowner, 'USAGE') FROM pg_publication WHERE pubname = ?", name);
        PublicationOptions options = new PublicationOptions(session);
        if (!options.areSet(name)) {
            findings.add(Finding.about(
                    name,
                    owner ? Level.NOTE : Level.BLOCKER,
                    "publication",
                    "does not publish every kind of change by the root of partitioned tables"
                            + (owner ? "; that is set at the next start" : ""),
                    "ALTER PUBLICATION " + Sql.name(name) + " SET " + options.text() + ";"));
        } else if (!options.publishComputed(name) && options.anyComputed()) {
            findings.add(Finding.about(
                    name,
                    owner ? Level.NOTE : Level.WARNING,
                    "publication",
                    "does not publish stored generated columns, so the warehouse does not have them"
                            + (owner ? "; that is set at the next start" : ""),
                    "ALTER PUBLICATION " + Sql.name(name) + " SET " + options.text() + ";"));
        }
        List<TableId> missing = new ArrayList<>(wanted);
        missing.removeAll(session.tables(
                "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ? ORDER BY 1, 2", name));
        if (!missing.isEmpty()) {
            boolean mayAdd = owner && ownsAll(missing);
            findings.add(Finding.about(
                    Named.some(missing.stream().map(TableId::toString).toList()),
                    mayAdd ? Level.NOTE : Level.BLOCKER,
                    "publication",
                    "not in the publication " + name + (mayAdd ? "; that is corrected at the next start" : ""),
                    "ALTER PUBLICATION " + Sql.name(name) + " ADD TABLE " + Sql.tables(missing) + ";"));
        }
        restricted(name, findings);
        if (findings.isEmpty()) {
            findings.add(Finding.about(name, Level.OK, "publication", "holds all " + wanted.size() + " tables"));
        }
        return findings;
    }

    /**
     * A publication that was created by someone else may leave out columns and rows. Such columns are simply not there
     * before 15.
     */
    private void restricted(String name, List<Finding> findings) throws SQLException {
        if (session.number("SELECT current_setting('server_version_num')::int / 10000") < 15) {
            return;
        }
        for (TableId table : session.tables("""
                SELECT n.nspname, c.relname FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
                JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE p.pubname = ? AND (r.prqual IS NOT NULL OR r.prattrs IS NOT NULL) ORDER BY 1, 2""", name)) {
            String publication = "ALTER PUBLICATION " + Sql.name(name);
            findings.add(Finding.about(
                    table.toString(),
                    Level.WARNING,
                    "publication",
                    "the publication " + name + " leaves rows or columns of it out, so the warehouse will not be equal",
                    publication + " DROP TABLE " + Sql.table(table) + ";",
                    publication + " ADD TABLE " + Sql.table(table) + ";"));
        }
    }

    private boolean mayCreate(List<TableId> tables) throws SQLException {
        return session.truth("SELECT has_database_privilege(current_database(), 'CREATE')") && ownsAll(tables);
    }

    private boolean ownsAll(List<TableId> tables) throws SQLException {
        for (TableId table : tables) {
            if (!session.truth(
                    "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(?)",
                    Sql.table(table))) {
                return false;
            }
        }
        return true;
    }
}
