package io.millrace.launcher.doctor;

import io.millrace.connect.ConnectorSettings;
import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.error.CertificateRefusal;
import io.millrace.local.Http;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Whether Kafka Connect answers and has the plug-ins. */
final class ConnectChecks {
    private static final String DEBEZIUM = "io.debezium.connector.postgresql.PostgresConnector";

    private final String url;
    private final SSLContext trust;

    /** @param trust whose certificates will do, where the address is one by https */
    ConnectChecks(String url, SSLContext trust) {
        this.url = url;
        this.trust = trust;
    }

    List<Finding> examine() {
        try {
            Http.Answer answer =
                    Http.get(url.replaceFirst("/+$", "") + "/connector-plugins?connectorsOnly=false", trust);
            if (answer.status() != 200) {
                return List.of(Finding.of(
                        Level.BLOCKER,
                        "connect",
                        "Connect answers HTTP " + answer.status()
                                + (answer.status() == 401
                                        ? ": mend user and password in capture.connectUrl"
                                        : ": mend capture.connectUrl")));
            }
            List<Finding> findings = new ArrayList<>();
            findings.add(Finding.of(Level.OK, "connect", "Connect answers"));
            findings.add(plugin(answer.body(), DEBEZIUM, "Debezium's connector for Postgres"));
            findings.add(plugin(answer.body(), ConnectorSettings.CAPTURE_CONNECTOR, "Millrace's plug-in"));
            return findings;
        } catch (IOException | IllegalArgumentException e) {
            return List.of(Finding.of(
                    Level.BLOCKER,
                    "connect",
                    CertificateRefusal.of(e, "capture.connectUrl", "capture.caFile")
                            .map(text -> "Connect " + text)
                            .orElseGet(() -> "Connect does not answer (" + e.getMessage()
                                    + "): start it, or mend capture.connectUrl")));
        }
    }

    static Finding plugin(String plugins, String type, String name) {
        return plugins.contains('"' + type + '"')
                ? Finding.about(type, Level.OK, "connect_plugins", name + " is there")
                : Finding.about(
                        type,
                        Level.BLOCKER,
                        "connect_plugins",
                        name
                                + " is missing: put its jars into a folder of the worker's plugin.path and start the worker"
                                + " again, as deploy/compose/Dockerfile does");
    }
}
