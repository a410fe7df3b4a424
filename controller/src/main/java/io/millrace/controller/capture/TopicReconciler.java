package io.millrace.controller.capture;

import io.millrace.config.Config;
import io.millrace.controller.continuity.ChangeStreamWatch;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.controller.warehouse.WarehouseProgress;
import io.millrace.core.duty.DutyFault;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.control.ControlRequests;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.Signals;
import io.millrace.wiring.KafkaWiring;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Recreates deleted topics. The pipeline detects that the change stream is a new one, and requests loads for what was
 * lost. Requests loads of all tables if the change stream was truncated.
 */
public final class TopicReconciler implements Runnable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Config config;
    private final Lease lease;
    private final Consumer<String> log;
    private final ControllerState state;
    private final ChangeStreamWatch stream;
    private final IntConsumer partitions;
    private boolean asked;
    private String problem = "";

    /**
     * @param partitions receives how many the change stream has
     * @param state of the controller
     * @param lease asked before anything is changed
     * @param log receives messages for the operator, in full sentences
     */
    public TopicReconciler(
            Config config, IntConsumer partitions, ControllerState state, Lease lease, Consumer<String> log) {
        this.partitions = partitions;
        this.config = config;
        this.lease = lease;
        this.log = log;
        this.state = state;
        this.stream = new ChangeStreamWatch(
                KafkaWiring.brokers(config),
                KafkaWiring.topics(config),
                new StateEntry(state, StateEntry.CHANGE_STREAM),
                () -> config.warehouse().url().isEmpty() ? Optional.empty() : new WarehouseProgress(config).landed());
    }

    @Override
    public void run() {
        ChangeStreamTopics topics = KafkaWiring.topics(config);
        try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config))) {
            while (true) {
                DutyFault.reach("topics");
                Thread.sleep(EVERY.toMillis());
                lease.require();
                look(topics, admin);
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    /** Open requests went with the topic. */
    private void askForAll(ChangeStreamTopics topics) {
        try (Signals signals = Signals.open(KafkaWiring.brokers(config), topics)) {
            signals.changesLost("the topic of requests for loads was deleted");
        }
    }

    private void cutOff(ChangeStreamTopics topics, String reason) {
        try (Signals signals = Signals.open(KafkaWiring.brokers(config), topics)) {
            signals.changesLost(reason);
        }
        log.accept("Changes were lost, for " + reason + ". All tables are loaded again.");
    }

    /** {@code log.partitions} was raised: once per life, as a request that is refused is not made better by another. */
    private void look(ChangeStreamTopics topics, int actual) {
        partitions.accept(actual);
        int wanted = config.log().partitions();
        if (actual >= wanted || asked) {
            return;
        }
        asked = true;
        log.accept("log.partitions is " + wanted + ", and the change stream has " + actual + ": it gets more.");
        try (ControlRequests requests =
                ControlRequests.open(KafkaWiring.brokers(config), topics, ConditionSignature.ofNobody())) {
            requests.send(ControlRequest.of(
                    UUID.randomUUID().toString(),
                    ControlRequest.Kind.PARTITIONS,
                    List.of(),
                    ControlRequest.Options.ofPartitions(wanted),
                    "log.partitions",
                    Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        }
    }

    private void look(ChangeStreamTopics topics, Admin admin) {
        try {
            List<String> made =
                    topics.ensure(admin, config.log().partitions(), config.log().replicationFactor());
            made.forEach(topic -> log.accept("Topic " + topic + " was missing and has been created again."));
            if (made.contains(topics.signals())) {
                askForAll(topics);
            }
            if (made.contains(topics.control())) {
                log.accept("Requests that were not carried out went with the topic " + topics.control()
                        + ": ask again for those that millrace.control_requests does not show as done.");
            }
            if (made.contains(topics.state())) {
                state.writeAgain();
            }
            stream.look(admin, reason -> cutOff(topics, reason));
            look(topics, topics.partitions(admin));
            problem = "";
        } catch (LogException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                log.accept("Topics cannot be checked: " + message);
            }
            problem = message;
        }
    }
}
