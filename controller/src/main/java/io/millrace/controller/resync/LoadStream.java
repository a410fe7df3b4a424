package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.wiring.KafkaWiring;
import org.jspecify.annotations.Nullable;

/** The producer that loads share, made when it is first needed. Safe for many threads. */
final class LoadStream implements AutoCloseable {
    private final Config config;
    private @Nullable ChangeStreamProducer producer;

    LoadStream(Config config) {
        this.config = config;
    }

    /** @throws io.millrace.kafka.LogException where Kafka cannot be asked */
    synchronized ChangeStreamProducer producer() {
        ChangeStreamProducer known = producer;
        if (known == null) {
            known = ChangeStreamProducer.open(KafkaWiring.brokers(config), KafkaWiring.topics(config));
            producer = known;
        }
        return known;
    }

    /** The next load gets another producer: after a failure one is of no use any more. */
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
