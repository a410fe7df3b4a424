package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.kafka.Brokers;

/** The Kafka of a configuration. */
public final class LogBrokers {
    private LogBrokers() {}

    /**
     * @param config with {@code log.bootstrapServers}
     * @throws io.millrace.config.ConfigException where a file of {@code log.security} cannot be read
     */
    public static Brokers of(Config config) {
        return new Brokers(
                config.log().bootstrapServers().orElseThrow(),
                config.log().security().clientSettings());
    }
}
