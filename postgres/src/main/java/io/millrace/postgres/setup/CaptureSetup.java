package io.millrace.postgres.setup;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.catalog.SourceCatalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares a source for capture: a role, a publication, a replication slot, and nothing else; no table, no trigger.
 * Idempotent.
 */
public final class CaptureSetup {
    private final PostgresUrl url;

    /** @param url the user that the operator configured */
    public CaptureSetup(PostgresUrl url) {
        this.url = requireNonNull(url, "url is null");
    }

    /**
     * On return the slot exists, so that every later commit is captured: start the snapshot after it.
     *
     * @throws SourceNotReady if a missing step exceeds the rights of the given user
     * @throws SQLException if the source cannot be reached, or refuses the login
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

    /** A protected key would let the table's rows overwrite each other, or stop the capture of its table. */
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
     * Drops a slot whose position is void; {@link #prepare} creates it again.
     *
     * @throws SQLException also if it is in use and stays so
     */
    public void dropSlot(String slot) throws SQLException {
        try (Connection connection = url.connect()) {
            new SlotSetup(new Session(connection)).drop(slot);
        }
    }

    /**
     * Whether there are tables that {@link #prepare} would put into the publication, or take out.
     *
     * @throws SQLException if the source cannot be reached, or refuses the login
     */
    public boolean outdated(CaptureRequest request) throws SQLException {
        try (Connection connection = url.connect()) {
            Session session = new Session(connection);
            return new PublicationSetup(session, new SourceCatalog(session)).outdated(request);
        }
    }

    /** The capture role may create slots; the given user may not. */
    private boolean slot(Session session, PostgresUrl capture, CaptureRequest request) throws SQLException {
        if (capture.equals(url)) {
            return new SlotSetup(session).ensure(request.slot());
        }
        try (Connection connection = capture.connect()) {
            return new SlotSetup(new Session(connection)).ensure(request.slot());
        }
    }
}
