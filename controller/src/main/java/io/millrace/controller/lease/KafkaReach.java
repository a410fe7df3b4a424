package io.millrace.controller.lease;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Whether Kafka answers this controller. It connects when it is first asked. For use by one thread. */
public final class KafkaReach implements AutoCloseable {
    /** How long an answer may take. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Brokers brokers;
    private @Nullable Admin admin;

    public KafkaReach(Brokers brokers) {
        this.brokers = brokers;
    }

    /** Asks; takes up to 2 s. */
    public boolean answers() throws InterruptedException {
        try {
            if (admin == null) {
                admin = KafkaClients.admin(brokers);
            }
            admin.describeCluster().clusterId().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | LogException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
