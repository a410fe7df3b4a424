package io.millrace.postgres.check;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.ColumnRuleChecks;
import io.millrace.postgres.setup.PublicationSetup;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Examines a source before its capture, read-only. */
public final class SourceDoctor {
    private static final String UNDEFINED_DATABASE = "3D000";

    private final PostgresUrl url;

    /** @param url the user that the operator configured */
    public SourceDoctor(PostgresUrl url) {
        this.url = requireNonNull(url, "url is null");
    }

    /**
     * All findings, in the order of the checks.
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
            findings.addAll(new ColumnRuleChecks(session).check(request));
        } catch (SQLException e) {
            findings.add(failed(e));
        }
        return findings;
    }

    /** The driver wraps the cause, and a server that requires TLS says so only in its message. */
    private static boolean isOfTls(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("no encryption") || message.contains("SSL");
    }

    private Finding failed(SQLException e) {
        String text = "the source refuses: " + PublicationSetup.firstLine(e);
        if (isOfTls(e)) {
            return Finding.of(
                    Level.BLOCKER,
                    "connection",
                    text + " (" + url + "): correct sslmode and sslrootcert in source.url, as in"
                            + " ?sslmode=verify-full&sslrootcert=/path/to/authority.pem");
        }
        return UNDEFINED_DATABASE.equals(e.getSQLState())
                ? Finding.of(Level.BLOCKER, "connection", text, "CREATE DATABASE " + Sql.name(url.database()) + ";")
                : Finding.of(
                        Level.BLOCKER,
                        "connection",
                        text + " (" + url + "): correct source.url, or let this host in with a line in pg_hba.conf");
    }
}
