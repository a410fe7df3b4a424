package io.millrace.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Unix socket of a Postgres on this machine, used for streaming instead of TCP. <p>If capture does not read for a
 * while (Kafka is down, or it is paused) while Postgres keeps sending, the receive buffer overflows. Linux 6.18 then
 * drops segments of the loopback, acknowledgements too, and the sender waits for its retransmission timer, which
 * doubles each time: after a pause of half a minute nothing came for another 20 s. A Unix socket has no timers, and
 * costs Postgres less for each change.
 *
 * @param port the server's TCP port, which distinguishes it from others
 * @param path the socket
 */
record LocalSocket(String port, String path) {
    /** The worker's environment variable for it: {@code PORT=PATH}. */
    static final String VARIABLE = "MILLRACE_POSTGRES_SOCKET";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    /** @return null if none is set */
    static @Nullable LocalSocket of(Map<String, String> environment) {
        String[] named = environment.getOrDefault(VARIABLE, "").split("=", 2);
        return named.length == 2 ? new LocalSocket(named[0], named[1]) : null;
    }

    /** The settings with the socket if they are for its server; else unchanged. */
    PostgresConnectorConfig in(PostgresConnectorConfig config) {
        // The only access to settings that Debezium does not know.
        @SuppressWarnings("deprecation")
        Configuration settings = config.getConfig();
        boolean ours = LOOPBACK.contains(settings.getString("database.hostname"))
                && port.equals(settings.getString("database.port"));
        return ours
                ? new PostgresConnectorConfig(settings.edit()
                        // The only host with a socket.
                        .with("database.hostname", "localhost")
                        .with("driver.socketFactory", "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg")
                        .with("driver.socketFactoryArg", path)
                        .with("database.sslmode", "disable")
                        .build())
                : config;
    }
}
