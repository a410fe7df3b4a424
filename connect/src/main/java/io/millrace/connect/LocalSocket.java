package io.millrace.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Unix socket of a Postgres on this machine, by which its changes are streamed in the place of TCP.
 *
 * <p>Where the capture reads nothing for a while (Kafka is away, or it is paused) while Postgres sends on, the receiver's buffer
 * runs over. Linux 6.18 then drops segments of the loopback, acknowledgements too, and the sender waits for its retransmission
 * timer, which doubles each time: after a pause of half a minute nothing came for another 20 s. A Unix socket has no timers, and
 * costs Postgres less for each change.
 *
 * @param port the server's TCP port, which tells it from others
 * @param path the socket
 */
record LocalSocket(String port, String path) {
    /** The variable of the worker's environment that names it: {@code PORT=PATH}. */
    static final String VARIABLE = "MILLRACE_POSTGRES_SOCKET";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    /** @return null where the worker knows of none */
    static @Nullable LocalSocket of(Map<String, String> environment) {
        String[] named = environment.getOrDefault(VARIABLE, "").split("=", 2);
        return named.length == 2 ? new LocalSocket(named[0], named[1]) : null;
    }

    /** The settings with the socket where they are of its server; else as they are. */
    PostgresConnectorConfig in(PostgresConnectorConfig config) {
        // Debezium has no other way to settings that it does not know.
        @SuppressWarnings("deprecation")
        Configuration settings = config.getConfig();
        boolean ours = LOOPBACK.contains(settings.getString("database.hostname"))
                && port.equals(settings.getString("database.port"));
        return ours
                ? new PostgresConnectorConfig(settings.edit()
                        // The only host that the factory has a socket for.
                        .with("database.hostname", "localhost")
                        .with("driver.socketFactory", "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg")
                        .with("driver.socketFactoryArg", path)
                        .with("database.sslmode", "disable")
                        .build())
                : config;
    }
}
