package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.wiring.KafkaWiring;
import org.jspecify.annotations.Nullable;

/** The producer shared by loads, created on demand. Thread-safe. */
final class LoadStream implements AutoCloseable {
    private final Config config;
    private @Nullable ChangeStreamProducer producer;

    LoadStream(Config config) {
        this.config = config;
    }

    /** @throws io.millrace.kafka.LogException if Kafka cannot be asked */
    synchronized ChangeStreamProducer producer() {
        ChangeStreamProducer known = producer;
        if (known == null) {
            known = ChangeStreamProducer.open(KafkaWiring.brokers(config), KafkaWiring.topics(config));
            producer = known;
        }
        return known;
    }

    /** The next load gets a new producer: after a failure this one is unusable. */
    void discard(ChangeStreamProducer failed) {
        synchronized (this) {
            if (producer == failed) {
                producer = null;
            }
        }
        failed.close();
    }

    @Override
    public synchronized void close() {
        ChangeStreamProducer known = producer;
        producer = null;
        if (known != null) {
            known.close();
        }
    }
}
