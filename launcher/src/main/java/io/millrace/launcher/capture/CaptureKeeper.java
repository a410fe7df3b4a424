package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.connect.ConnectorSettings;
import io.millrace.connect.ConnectorStatus;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.postgres.CaptureReady;
import io.millrace.postgres.CaptureRequest;
import io.millrace.postgres.CaptureSetup;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.SlotProbe;
import io.millrace.postgres.SlotSample;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Makes what capture needs and keeps it: the topics, then publication and slot, then the connector. The order matters: what
 * commits after the slot is there is in the stream, what committed before is in the snapshot that the connector reads then.
 */
public final class CaptureKeeper {
    /** The role of its own with which the connector logs in, where the given user may make it. */
    public static final String ROLE = "millrace_capture";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Config config;
    private final CapturePassword password;
    private final Consumer<String> log;
    private final PostgresUrl source;
    private final ConnectClient connect;
    private String connectorName = "";
    private boolean registered;

    /**
     * @param config complete
     * @param password for the connector's own role at the source
     * @param log hears what an operator may want to read later, in full sentences
     */
    public CaptureKeeper(Config config, CapturePassword password, Consumer<String> log) {
        this.config = config;
        this.password = password;
        this.log = log;
        this.source = PostgresUrl.parse(config.source().url().orElseThrow());
        this.connect =
                new ConnectClient(URI.create(config.capture().connectUrl().orElseThrow()), PATIENCE);
    }

    /**
     * Looks whether changes flow into the log, and does what is missing. Repeatable.
     *
     * @return empty when they flow, else what is still missing
     * @throws RuntimeException where somebody has to act; the message says what to do
     */
    public Optional<String> keep() throws InterruptedException {
        try {
            if (!registered) {
                register();
                registered = true;
            }
            return state();
        } catch (SQLException e) {
            return Optional.of("the source refuses: " + e.getMessage());
        } catch (ConnectFailure e) {
            if (!e.passing()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (LogException e) {
            if (!registered) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void register() throws SQLException, InterruptedException {
        Config.Source from = config.source();
        ChangeStreamTopics topics = new ChangeStreamTopics(from.name());
        try (Admin admin = KafkaClients.admin(config.log().bootstrapServers().orElseThrow())) {
            topics.ensure(admin, config.log().partitions(), config.log().replicationFactor());
        }
        CaptureReady ready = new CaptureSetup(source)
                .prepare(new CaptureRequest(
                        from.publication(),
                        from.slot(),
                        from.tables(),
                        from.exclude(),
                        Optional.of(new CaptureRequest.Role(ROLE, password.password()))));
        ready.warnings().forEach(log);
        ConnectorSettings settings = new ConnectorSettings(
                from.name(),
                ready.url().debeziumSettings(),
                reference(ready.url()),
                from.slot(),
                from.publication(),
                from.tables(),
                from.exclude(),
                topics.changes(),
                config.log().partitions());
        String name = settings.connectorName();
        connectorName = name;
        if (ready.slotCreated() && connect.status(name).isPresent()) {
            log.accept("The slot " + from.slot()
                    + " is new: the connector forgets its offsets and reads all tables again.");
            connect.stop(name);
            connect.deleteOffsets(name);
            connect.putConnector(name, settings.toMap());
            connect.resume(name);
        } else {
            connect.putConnector(name, settings.toMap());
        }
    }

    /** The setup may have had to fall back to the user of the URL, whose password is another. */
    private String reference(PostgresUrl login) {
        return login.user().equals(ROLE) ? password.publish() : login.password();
    }

    private Optional<String> state() throws SQLException, InterruptedException {
        String name = connectorName;
        Optional<ConnectorStatus> status = connect.status(name);
        if (status.isEmpty()) {
            registered = false;
            return Optional.of("the connector " + name + " is not registered");
        }
        if (status.get().failed()) {
            String cause = status.get().cause().orElse("unknown");
            log.accept("The connector has failed and is started again: " + cause);
            connect.restartFailed(name);
            return Optional.of("the connector has failed and is started again: " + cause);
        }
        if (!status.get().running()) {
            return Optional.of("the connector is starting");
        }
        return slot();
    }

    /** Connect says RUNNING too early and too long; the slot knows whether somebody reads it. */
    private Optional<String> slot() throws SQLException {
        try (Connection connection = source.connect()) {
            Optional<SlotSample> sample =
                    new SlotProbe(connection, config.source().slot()).sample();
            if (sample.isEmpty()) {
                registered = false;
                return Optional.of("the slot " + config.source().slot() + " is gone");
            }
            return sample.get().active() ? Optional.empty() : Optional.of("the connector does not read the slot yet");
        }
    }
}
