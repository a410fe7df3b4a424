package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares a source for capture: a role, a publication, a replication slot, and nothing else; no table, no trigger. Can be
 * repeated at any time, and does only what is missing.
 */
public final class CaptureSetup {
    private final PostgresUrl url;

    /** @param url the user whom the operator has given */
    public CaptureSetup(PostgresUrl url) {
        this.url = requireNonNull(url, "url is null");
    }

    /**
     * The slot is there when this returns, so that every later commit is captured: start the snapshot after it.
     *
     * @throws SourceNotReady where something is missing that the given user may not do
     * @throws SQLException where the source cannot be reached, or refuses the login
     */
    public CaptureReady prepare(CaptureRequest request) throws SQLException {
        List<String> warnings = new ArrayList<>();
        try (Connection connection = url.connect()) {
            Session session = new Session(connection);
            new Preflight(session).check(request.slot());
            protect(session, request, warnings);
            SourceCatalog catalog = new SourceCatalog(session);
            PublicationSetup publication = new PublicationSetup(session, catalog);
            PublicationSetup.Result published = publication.ensure(request, warnings);
            PostgresUrl capture = new RoleSetup(session, url).ensure(request, published.tables(), warnings);
            boolean created = slot(session, capture, request);
            return new CaptureReady(
                    capture, created, published.everyTable(), published.tables(), published.added(), warnings);
        }
    }

    /** A key that a rule names would let the table's rows overwrite each other, or stop the capture of its table. */
    private static void protect(Session session, CaptureRequest request, List<String> warnings) throws SQLException {
        for (Finding finding : new ColumnRuleChecks(session).check(request)) {
            if (finding.blocks()) {
                throw new SourceNotReady(
                        "The column " + finding.subject() + " is named by source.columns, but", finding.text());
            }
            if (finding.level() == Finding.Level.WARNING) {
                warnings.add(finding.subject() + ": " + finding.text() + ".");
            }
        }
    }

    /**
     * Drops a slot of which the position means nothing any more; {@link #prepare} makes it anew.
     *
     * @throws SQLException also where somebody reads it and does not stop
     */
    public void dropSlot(String slot) throws SQLException {
        try (Connection connection = url.connect()) {
            new SlotSetup(new Session(connection)).drop(slot);
        }
    }

    /**
     * Whether there are tables that {@link #prepare} would put into the publication, or take out.
     *
     * @throws SQLException where the source cannot be reached, or refuses the login
     */
    public boolean outdated(CaptureRequest request) throws SQLException {
        try (Connection connection = url.connect()) {
            Session session = new Session(connection);
            return new PublicationSetup(session, new SourceCatalog(session)).outdated(request);
        }
    }

    /** The role for capture has the right to make a slot, the given user may not have it. */
    private boolean slot(Session session, PostgresUrl capture, CaptureRequest request) throws SQLException {
        if (capture.equals(url)) {
            return new SlotSetup(session).ensure(request.slot());
        }
        try (Connection connection = capture.connect()) {
            return new SlotSetup(new Session(connection)).ensure(request.slot());
        }
    }
}
