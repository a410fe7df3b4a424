package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Examines a source before its capture, and changes nothing there. */
public final class SourceDoctor {
    private static final String UNDEFINED_DATABASE = "3D000";

    private final PostgresUrl url;

    /** @param url the user whom the operator has given */
    public SourceDoctor(PostgresUrl url) {
        this.url = requireNonNull(url, "url is null");
    }

    /**
     * All that was found, good and bad, in the order of the checks.
     *
     * @param request what is to be captured
     */
    public List<Finding> examine(CaptureRequest request) {
        List<Finding> findings = new ArrayList<>();
        try (Connection connection = url.connect()) {
            Session session = new Session(connection);
            findings.add(Finding.of(
                    Level.OK, "connection", "connected to " + url.host() + ":" + url.port() + "/" + url.database()));
            findings.addAll(new ServerChecks(session).check(request.slot()));
            findings.addAll(new SlotChecks(session).check(request.slot()));
            findings.addAll(new RightsChecks(session, url).check(request));
            findings.addAll(new PublicationChecks(session, url).check(request));
            findings.addAll(new TableChecks(session).check(request));
            findings.addAll(new TypeChecks(session).check(request));
            findings.addAll(new GeneratedColumnChecks(session).check(request));
        } catch (SQLException e) {
            findings.add(failed(e));
        }
        return findings;
    }

    private Finding failed(SQLException e) {
        String text = "the source refuses: " + PublicationSetup.firstLine(e);
        return UNDEFINED_DATABASE.equals(e.getSQLState())
                ? Finding.of(Level.BLOCKER, "connection", text, "CREATE DATABASE " + Sql.name(url.database()) + ";")
                : Finding.of(
                        Level.BLOCKER,
                        "connection",
                        text + " (" + url + "): mend source.url, or let this host in with a line in pg_hba.conf");
    }
}
