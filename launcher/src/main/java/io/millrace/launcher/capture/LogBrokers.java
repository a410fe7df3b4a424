package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.LogException;

/** The Kafka of a configuration. */
public final class LogBrokers {
    private LogBrokers() {}

    /**
     * @param config with {@code log.bootstrapServers}
     * @throws LogException where a file of {@code log.security} cannot be read: who looks after Kafka tries again later
     */
    public static Brokers of(Config config) {
        try {
            return new Brokers(
                    config.log().bootstrapServers().orElseThrow(),
                    config.log().security().clientSettings());
        } catch (ConfigException e) {
            throw new LogException(String.valueOf(e.getMessage()), e);
        }
    }
}
