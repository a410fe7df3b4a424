package io.millrace.postgres.setup;

import io.millrace.core.event.TableId;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.catalog.SourceCatalog;
import io.millrace.postgres.catalog.TablePatterns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates or corrects the publication. Never drops one: WAL from before the creation of a publication cannot be decoded
 * with it.
 */
public final class PublicationSetup {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Session session;
    private final SourceCatalog catalog;
    private final PublicationOptions options;

    PublicationSetup(Session session, SourceCatalog catalog) {
        this.session = session;
        this.catalog = catalog;
        this.options = new PublicationOptions(session);
    }

    /**
     * @param everyTable whether it includes tables created later
     * @param tables its current tables
     * @param added those that were not in it before
     */
    record Result(boolean everyTable, List<TableId> tables, List<TableId> added) {}

    Result ensure(CaptureRequest request, List<String> warnings) throws SQLException {
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        List<TableId> leftOut = catalog.changedWithoutIdentity(patterns);
        List<TableId> wanted = new ArrayList<>(catalog.tables(patterns));
        wanted.removeAll(leftOut);
        if (!leftOut.isEmpty()) {
            // If published, every UPDATE and DELETE on them would fail in the application.
            warnings.add("Not captured, because Postgres cannot name their rows, and they are updated or deleted from: "
                    + names(leftOut) + ". Add a primary key to each, or: ALTER TABLE " + Sql.table(leftOut.get(0))
                    + " REPLICA IDENTITY FULL");
        }
        List<TableId> appendOnly = new ArrayList<>(catalog.withoutIdentity(patterns));
        appendOnly.removeAll(leftOut);
        if (!appendOnly.isEmpty()) {
            warnings.add("Captured as append-only: " + names(appendOnly)
                    + ". Postgres refuses updates and deletes on them while they are published, for it cannot name their"
                    + " rows. Where that is not wanted, add them to source.exclude, add a primary key, or: ALTER TABLE "
                    + Sql.table(appendOnly.get(0)) + " REPLICA IDENTITY FULL");
        }
        String name = request.publication();
        List<TableId> before = published(name);
        if (!session.truth("SELECT count(*) > 0 FROM pg_publication WHERE pubname = ?", name)) {
            create(name, request.everything() && leftOut.isEmpty(), wanted);
        } else {
            options(name, warnings);
            if (!session.truth("SELECT puballtables FROM pg_publication WHERE pubname = ?", name)) {
                tables(name, wanted);
            }
        }
        boolean everyTable = session.truth("SELECT puballtables FROM pg_publication WHERE pubname = ?", name);
        List<TableId> now = published(name);
        List<TableId> added = new ArrayList<>(now);
        added.removeAll(before);
        return new Result(everyTable, now, added);
    }

    /** Whether {@link #ensure} would put tables into a publication that lists them, or take some out. */
    boolean outdated(CaptureRequest request) throws SQLException {
        String name = request.publication();
        if (session.truth("SELECT count(*) = 0 OR bool_or(puballtables) FROM pg_publication WHERE pubname = ?", name)) {
            return false;
        }
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        List<TableId> wanted = new ArrayList<>(catalog.tables(patterns));
        wanted.removeAll(catalog.withoutIdentity(patterns));
        return !wanted.equals(published(name));
    }

    private void create(String name, boolean everyTable, List<TableId> tables) throws SQLException {
        String create = "CREATE PUBLICATION " + Sql.name(name);
        String with = " WITH " + options.text();
        if (everyTable && session.truth("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            session.execute(create + " FOR ALL TABLES" + with);
        } else {
            String which = everyTable ? " FOR ALL TABLES" : tables.isEmpty() ? "" : " FOR TABLE " + Sql.tables(tables);
            asOwner(
                    create + (tables.isEmpty() ? "" : " FOR TABLE " + Sql.tables(tables)) + with,
                    create + which + with);
        }
    }

    private void options(String name, List<String> warnings) throws SQLException {
        String statement = "ALTER PUBLICATION " + Sql.name(name) + " SET " + options.text();
        if (!options.areSet(name)) {
            asOwner(statement, statement);
        } else if (!options.publishComputed(name)) {
            try {
                session.execute(statement);
            } catch (SQLException e) {
                if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                    throw e;
                }
                if (options.anyComputed()) {
                    warnings.add("Stored generated columns are not captured, as the publication leaves them out and"
                            + " belongs to another role. Its owner can run: " + statement + ";");
                }
            }
        }
    }

    private void tables(String name, List<TableId> wanted) throws SQLException {
        if (wanted.equals(published(name))) {
            return;
        }
        // SET TABLE does not accept an empty list.
        String statement = wanted.isEmpty()
                ? "ALTER PUBLICATION " + Sql.name(name) + " DROP TABLE " + Sql.tables(published(name))
                : "ALTER PUBLICATION " + Sql.name(name) + " SET TABLE " + Sql.tables(wanted);
        asOwner(statement, statement);
    }

    private void asOwner(String statement, String remedy) throws SQLException {
        try {
            session.execute(statement);
        } catch (SQLException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw new SourceNotReady(
                        "The given user may not publish the tables (" + firstLine(e) + ")", remedy + ";");
            }
            throw e;
        }
    }

    private List<TableId> published(String name) throws SQLException {
        return session.tables(
                "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ? ORDER BY 1, 2", name);
    }

    public static String firstLine(SQLException e) {
        String message = e.getMessage();
        return message == null ? e.getSQLState() : message.lines().findFirst().orElse("");
    }

    private static String names(List<TableId> tables) {
        return String.join(", ", tables.stream().map(TableId::toString).toList());
    }
}
