package io.millrace.wiring;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;

/** The Kafka cluster of a configuration. */
public final class KafkaWiring {
    private KafkaWiring() {}

    /**
     * Returns where the brokers are and how to log in there.
     *
     * @throws ConfigException if {@code log.bootstrapServers} is absent
     * @throws LogException if a file of {@code log.security} cannot be read, which may be temporary
     */
    public static Brokers brokers(Config config) {
        String servers = Required.value(config.log().bootstrapServers(), "log.bootstrapServers");
        try {
            return new Brokers(servers, config.log().security().clientSettings());
        } catch (ConfigException e) {
            throw new LogException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the topics of the source. */
    public static ChangeStreamTopics topics(Config config) {
        return new ChangeStreamTopics(config.source().name());
    }
}
