package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.MessagePrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Examines Kafka Connect before its use, and changes nothing there: version, plug-ins, what the worker lets a connector set,
 * whether it resolves references to secrets, and how often it commits positions.
 */
public final class ConnectDoctor {
    private static final String DEBEZIUM = "io.debezium.connector.postgresql.PostgresConnector";

    /** Stops connectors and deletes their offsets by its REST interface. */
    private static final int OLDEST_MAJOR = 3;

    private static final int OLDEST_MINOR = 6;

    private static final String ALLOW_OVERRIDES = "connector.client.config.override.policy=All";
    private static final String FLUSH_OFTEN = "offset.flush.interval.ms=1000";
    private static final String[] READ_ENVIRONMENT = {
        "config.providers=env",
        "config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider"
    };

    /** A variable that every process has and that is no secret. */
    private static final String REFERENCE = "${env:PATH}";

    /** The connector sends something at each heartbeat, so positions move at each commit that is further apart. */
    private static final Duration LOOK =
            MessagePrefix.HEARTBEAT_INTERVAL.multipliedBy(2).plusSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final ConnectClient connect;
    private final String connector;
    private final Duration look;

    /** @param connector the name that the source's connector has or will have */
    public ConnectDoctor(ConnectClient connect, String connector) {
        this(connect, connector, LOOK);
    }

    /** @param look how long to watch for a commit of positions */
    ConnectDoctor(ConnectClient connect, String connector, Duration look) {
        this.connect = requireNonNull(connect, "connect is null");
        this.connector = requireNonNull(connector, "connector is null");
        this.look = requireNonNull(look, "look is null");
    }

    /** All that was found, good and bad. Takes some seconds where the connector runs already. */
    public List<Finding> examine() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.add(version(connect.version()));
            List<ConnectClient.Plugin> plugins = connect.plugins();
            findings.add(plugin(plugins, DEBEZIUM, "Debezium's connector for Postgres"));
            findings.add(plugin(plugins, ConnectorSettings.CAPTURE_CONNECTOR, "Millrace's plug-in"));
            if (!versions(plugins, ConnectorSettings.CAPTURE_CONNECTOR).isEmpty()) {
                settings(findings);
            }
            findings.add(commits());
        } catch (ConnectFailure e) {
            findings.add(Finding.of(
                    Level.BLOCKER,
                    "connect",
                    text(e)
                            + (String.valueOf(e.getMessage()).contains("capture.")
                                    ? ""
                                    : ": start it, or fix capture.connectUrl")));
        }
        return findings;
    }

    static Finding version(String version) {
        String[] parts = version.split("[.-]", 3);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
                return Finding.of(
                        Level.BLOCKER,
                        "connect",
                        "Connect " + version + " is too old: upgrade to " + OLDEST_MAJOR + "." + OLDEST_MINOR
                                + " or later");
            }
        } catch (NumberFormatException e) {
            return Finding.of(Level.NOTE, "connect", "Connect answers, and does not tell its version");
        }
        return Finding.of(Level.OK, "connect", "Connect " + version + " answers");
    }

    static Finding plugin(List<ConnectClient.Plugin> plugins, String type, String name) {
        List<String> versions = versions(plugins, type);
        if (versions.isEmpty()) {
            return Finding.about(
                    type,
                    Level.BLOCKER,
                    "connect_plugins",
                    name
                            + " is missing: put its jars into a folder of the worker's plugin.path and start the worker again, as"
                            + " deploy/compose/Dockerfile does");
        }
        if (versions.size() > 1) {
            return Finding.about(
                    type,
                    Level.WARNING,
                    "connect_plugins",
                    name + " is there several times (" + String.join(", ", versions)
                            + "), and which one runs is up to the worker: leave one of them in its plugin.path");
        }
        String version = versions.get(0);
        // Millrace's plug-in shows the version of the Debezium that it stands beside.
        if (type.equals(ConnectorSettings.CAPTURE_CONNECTOR)
                && Character.isDigit(version.isEmpty() ? 'x' : version.charAt(0))
                && !version.startsWith(CaptureTask.MADE_FOR + ".")) {
            return Finding.about(
                    type,
                    Level.BLOCKER,
                    "connect_plugins",
                    name + " stands beside Debezium " + version + " and is made for " + CaptureTask.MADE_FOR
                            + ".x: put that into its folder");
        }
        return Finding.about(
                type,
                Level.OK,
                "connect_plugins",
                name + " is there" + (version.isEmpty() ? "" : ", version " + version));
    }

    private static List<String> versions(List<ConnectClient.Plugin> plugins, String type) {
        return plugins.stream()
                .filter(plugin -> plugin.type().equals(type))
                .map(plugin -> plugin.version().equals("undefined") ? "" : plugin.version())
                .distinct()
                .sorted()
                .toList();
    }

    private void settings(List<Finding> findings) throws InterruptedException {
        Map<String, String> asked = new HashMap<>(ConnectorSettings.producer());
        // A setting whose value comes back resolved. Without topic.prefix Debezium does not connect to anything.
        asked.put("name", REFERENCE);
        ConnectClient.Validation answer;
        try {
            answer = connect.validate(ConnectorSettings.CAPTURE_CONNECTOR, asked);
        } catch (ConnectFailure e) {
            findings.add(
                    Finding.of(Level.NOTE, "connect_overrides", "what a connector may set cannot be told: " + text(e)));
            return;
        }
        findings.add(overrides(answer));
        findings.add(secrets(answer));
    }

    private static Finding overrides(ConnectClient.Validation answer) {
        List<String> refused = ConnectorSettings.producer().keySet().stream()
                .filter(answer.errors()::containsKey)
                .sorted()
                .toList();
        return refused.isEmpty()
                ? Finding.of(Level.OK, "connect_overrides", "the connector may set its producer")
                : Finding.of(
                        Level.BLOCKER,
                        "connect_overrides",
                        "the worker refuses " + String.join(", ", refused)
                                + ": put this into its properties and start it again",
                        ALLOW_OVERRIDES);
    }

    private Finding secrets(ConnectClient.Validation answer) throws InterruptedException {
        Optional<String> password =
                connect.settings(connector).map(settings -> settings.getOrDefault("database.password", ""));
        if (password.isPresent()) {
            return isReference(password.get())
                    ? Finding.of(Level.OK, "connect_secrets", "the connector's settings refer to the source's password")
                    : Finding.of(
                            Level.WARNING,
                            "connect_secrets",
                            "the source's password is in the connector's settings, where everybody reads it who can reach"
                                    + " Connect: put this into the worker's properties, set MILLRACE_CAPTURE_PASSWORD for the worker and"
                                    + " the controller, and start both again",
                            READ_ENVIRONMENT);
        }
        return REFERENCE.equals(answer.values().get("name"))
                ? Finding.of(
                        Level.WARNING,
                        "connect_secrets",
                        "the worker does not resolve references to its environment, such as ${env:MILLRACE_CAPTURE_PASSWORD}:"
                                + " put this into its properties, set that variable for it, and start it again",
                        READ_ENVIRONMENT)
                : Finding.of(Level.OK, "connect_secrets", "the worker resolves references to its environment");
    }

    private static boolean isReference(String value) {
        return value.startsWith("${") && value.endsWith("}");
    }

    /** The worker's settings are in no answer of its REST interface, but their effect is. */
    private Finding commits() throws InterruptedException {
        Optional<ConnectorStatus> status = connect.status(connector);
        if (status.isEmpty() || !status.get().running()) {
            return Finding.of(
                    Level.NOTE,
                    "connect_flush",
                    "how often the worker commits positions cannot be told before the connector runs. Kafka's default of 60 s"
                            + " makes wait, verify and resync take up to a minute longer each time: put this into its properties",
                    FLUSH_OFTEN);
        }
        Optional<String> first = connect.offsets(connector);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < look.toNanos()) {
            Thread.sleep(PAUSE.toMillis());
            if (!connect.offsets(connector).equals(first)) {
                return Finding.of(
                        Level.OK,
                        "connect_flush",
                        "positions are committed every " + look.toSeconds() + " s or more often");
            }
        }
        return Finding.of(
                Level.WARNING,
                "connect_flush",
                "no position was committed within " + look.toSeconds()
                        + " s. With offset.flush.interval.ms at Kafka's default of 60 s wait, verify and resync take up to a minute"
                        + " longer each time, the source keeps that much more WAL, and a restart sends it again: put this into"
                        + " the worker's properties and start it again",
                FLUSH_OFTEN);
    }

    private static String text(ConnectFailure e) {
        return String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    }
}
