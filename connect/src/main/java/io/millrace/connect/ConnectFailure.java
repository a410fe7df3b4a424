package io.millrace.connect;

import io.millrace.core.error.CertificateRefusal;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Kafka Connect cannot be reached, or refuses a request; the message says which, in one line. */
public final class ConnectFailure extends RuntimeException {
    private final boolean passing;

    private ConnectFailure(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    static ConnectFailure unreachable(URI base, IOException cause) {
        Optional<String> certificate = CertificateRefusal.of(cause, "capture.connectUrl", "capture.caFile");
        ConnectFailure failure = new ConnectFailure(
                "Kafka Connect at " + base + " "
                        + certificate.map(text -> text + ".").orElse("does not answer; is it running?"),
                true);
        failure.initCause(cause);
        return failure;
    }

    static ConnectFailure denied(URI base) {
        return new ConnectFailure(
                "Kafka Connect at " + base
                        + " rejects the user or password: correct them in capture.connectUrl, https://user:password@…",
                true);
    }

    static ConnectFailure refused(int statusCode, String reason) {
        return new ConnectFailure(
                "Kafka Connect refuses with status " + statusCode + ": "
                        + reason.lines().findFirst().orElse(""),
                statusCode == 404 || statusCode == 409 || statusCode >= 500);
    }

    /** Whether the same request can succeed later. */
    public boolean passing() {
        return passing;
    }
}
