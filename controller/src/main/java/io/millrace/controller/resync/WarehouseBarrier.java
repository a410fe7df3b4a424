package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.warehouse.WarehouseProgress;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.TableId;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.kafka.UnfinishedLoads;
import io.millrace.postgres.probe.LogicalMessages;
import io.millrace.postgres.probe.SlotProbe;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Waits until everything the source had committed is queryable: first until the slot confirms that it is durable in
 * Kafka (the connector acknowledges only that), then until the warehouse's progress has reached the end of the topic at
 * that time.
 */
public final class WarehouseBarrier {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int POLLS_PER_MESSAGE = 20;
    private static final int POLLS_PER_LOOK = 100;

    private static final long MOST_JOINING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(2);

    private final Config config;
    private final Consumer<String> progress;
    private final long deadline;
    private long lineAt = System.nanoTime() + BETWEEN_LINES;

    /** The change stream was recreated: earlier offsets are void. */
    static final class StreamLost extends ControllerException {
        private static final long serialVersionUID = 1;

        StreamLost() {
            super("the change stream has lost the awaited records");
        }
    }

    /** @param config complete */
    public WarehouseBarrier(Config config, Duration timeout) {
        this(config, timeout, line -> {});
    }

    /**
     * @param config complete
     * @param progress receives every two seconds what is waited for, and the time left
     */
    public WarehouseBarrier(Config config, Duration timeout, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * @return an LSN, unsigned: everything committed before it is queryable
     * @throws ControllerException if it takes longer than the timeout; the message says what it waited for
     */
    public long await() throws InterruptedException, IOException {
        long barrier = awaitLog();
        awaitWarehouse();
        return barrier;
    }

    /**
     * Waits until each captured table has a view or a load to wait for. A new table is found at the next check of the
     * catalog; one that is not found within some seconds is not waited for.
     */
    public void awaitTables() throws InterruptedException, IOException {
        JoiningTables joining = new JoiningTables(config);
        long most = System.nanoTime() + MOST_JOINING_NANOS;
        try {
            while (System.nanoTime() < most) {
                List<TableId> missing = joining.read();
                if (missing.isEmpty()) {
                    return;
                }
                pause(() -> missing.size() + " tables are to join the capture, " + missing.get(0) + " first");
            }
        } catch (SQLException e) {
            throw new ControllerException("the source does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until all loads requested so far are done.
     *
     * @throws ControllerException if it takes longer than the timeout
     */
    public void awaitLoads() throws InterruptedException {
        try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config));
                OpenLoads open = new OpenLoads(config)) {
            UnfinishedLoads loads = new UnfinishedLoads(admin, KafkaWiring.topics(config));
            // Once more: a request for all tables is done when it has been split into one per table.
            awaitLoads(loads, open);
            awaitLoads(loads, open);
        }
    }

    private void awaitLoads(UnfinishedLoads loads, OpenLoads open) throws InterruptedException {
        long asked = loads.asked();
        while (loads.done() < asked) {
            pause(() -> "tables are being loaded: "
                    + OpenLoads.text(open.read().stream()
                            .filter(load -> load.offset() < asked)
                            .toList()));
        }
    }

    private long awaitLog() throws InterruptedException {
        String slot = config.source().slot();
        try (Connection connection = SourceWiring.url(config).connect()) {
            LogicalMessages messages = new LogicalMessages(connection);
            SlotProbe probe = new SlotProbe(connection, slot);
            long barrier = messages.barrier();
            Countdown countdown = new Countdown();
            for (int poll = 1; ; poll++) {
                long confirmed = probe.sample()
                        .orElseThrow(() -> new ControllerException("the source has no replication slot " + slot
                                + ": is the stack healthy? See `./millrace status`"))
                        .confirmedFlushLsn();
                if (Long.compareUnsigned(confirmed, barrier) >= 0) {
                    return barrier;
                }
                if (poll % POLLS_PER_MESSAGE == 0) {
                    // The connector acknowledges when it next handles an event.
                    messages.emit(MessagePrefix.BARRIER, "");
                }
                countdown.left(barrier - confirmed, System.nanoTime());
                pause(() -> "the connector is behind: " + (barrier - confirmed) + " bytes of WAL are left"
                        + countdown.text());
            }
        } catch (SQLException e) {
            throw new ControllerException("the source does not answer: " + e.getMessage(), e);
        }
    }

    private void awaitWarehouse() throws InterruptedException, IOException {
        String topic = KafkaWiring.topics(config).changes();
        awaitWarehouse(end(topic));
    }

    private Map<Integer, Long> end(String topic) {
        try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config))) {
            return new StreamOffsets(admin).end(topic);
        }
    }

    /**
     * Waits until everything before some offsets of the change stream is queryable.
     *
     * @param end by partition
     * @throws ControllerException if it takes longer than the timeout, or the change stream was recreated
     */
    public void awaitWarehouse(Map<Integer, Long> end) throws InterruptedException, IOException {
        String topic = KafkaWiring.topics(config).changes();
        WarehouseProgress landed = new WarehouseProgress(config);
        Countdown countdown = new Countdown();
        for (int poll = 1; ; poll++) {
            Map<Integer, Long> done = landed.read();
            long left = end.entrySet().stream()
                    .mapToLong(entry -> Math.max(0, entry.getValue() - done.getOrDefault(entry.getKey(), 0L)))
                    .sum();
            if (left == 0) {
                return;
            }
            if (poll % POLLS_PER_LOOK == 0) {
                Map<Integer, Long> there = end(topic);
                if (end.entrySet().stream()
                        .anyMatch(entry -> there.getOrDefault(entry.getKey(), 0L) < entry.getValue())) {
                    throw new StreamLost();
                }
            }
            countdown.left(left, System.nanoTime());
            pause(() -> "the pipeline is " + left + " records of the change stream behind" + countdown.text());
        }
    }

    private void pause(Supplier<String> missing) throws InterruptedException {
        long now = System.nanoTime();
        if (now > deadline) {
            throw new ControllerException("not everything has arrived in time: " + missing.get());
        }
        if (now > lineAt) {
            lineAt = now + BETWEEN_LINES;
            progress.accept(missing.get());
        }
        Thread.sleep(POLL.toMillis());
    }
}
