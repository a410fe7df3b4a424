package io.millrace.wiring;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import java.net.URI;
import java.time.Duration;

/** The Kafka Connect of a configuration. */
public final class ConnectWiring {
    private ConnectWiring() {}

    /**
     * Returns a client of its REST interface.
     *
     * @param patience how long to retry a failing request
     * @throws ConfigException if {@code capture.connectUrl} is absent, or {@code capture.caFile} cannot be read
     */
    public static ConnectClient client(Config config, Duration patience) {
        String unused = Required.value(config.capture().connectUrl(), "capture.connectUrl");
        return new ConnectClient(
                config.capture().connectUrls().stream().map(URI::create).toList(),
                patience,
                config.capture().trust());
    }

    /** Returns the name of the connector that captures the source. */
    public static String connectorName(Config config) {
        return ConnectorSettings.nameFor(config.source().name());
    }
}
