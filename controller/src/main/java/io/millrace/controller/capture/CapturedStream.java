package io.millrace.controller.capture;

import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.partition.PartitionRaise;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.wiring.KafkaWiring;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;

/** The change stream and the connector that writes it, for a raise of the partitions. */
final class CapturedStream implements PartitionRaise.Stream {
    private final Config config;
    private final ChangeStreamTopics topics;
    private final ConnectorLifecycle connector;
    private final Lease lease;
    private boolean paused;

    CapturedStream(Config config, ConnectorLifecycle connector, Lease lease) {
        this.config = config;
        this.topics = KafkaWiring.topics(config);
        this.connector = connector;
        this.lease = lease;
    }

    private <T> T ask(Function<Admin, T> question) {
        try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config))) {
            return question.apply(admin);
        }
    }

    @Override
    public int partitions() {
        return ask(topics::partitions);
    }

    @Override
    public Map<Integer, Long> end() {
        return ask(admin -> new StreamOffsets(admin).end(topics.changes()));
    }

    @Override
    public void stopCapture() throws SQLException, InterruptedException {
        lease.confirm();
        paused = connector.isPaused();
        connector.stop();
    }

    @Override
    public void raise(int partitions) {
        lease.confirm();
        Integer unused = ask(admin -> {
            topics.raise(admin, partitions);
            return partitions;
        });
    }

    @Override
    public void resumeCapture() throws InterruptedException {
        connector.goOn(partitions(), paused);
    }
}
