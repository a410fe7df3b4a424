package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.ChangeStreamTopics;
import org.jspecify.annotations.Nullable;

/** The producer that loads share, made when it is first needed. For one thread. */
final class LoadStream implements AutoCloseable {
    private final Config config;
    private @Nullable ChangeStreamProducer producer;

    LoadStream(Config config) {
        this.config = config;
    }

    /** @throws io.millrace.kafka.LogException where Kafka cannot be asked */
    ChangeStreamProducer producer() {
        ChangeStreamProducer known = producer;
        if (known == null) {
            known = ChangeStreamProducer.open(
                    LogBrokers.of(config),
                    new ChangeStreamTopics(config.source().name()));
            producer = known;
        }
        return known;
    }

    /** The next load gets another one: after a failure it is of no use any more. */
    @Override
    public void close() {
        ChangeStreamProducer known = producer;
        producer = null;
        if (known != null) {
            known.close();
        }
    }
}
