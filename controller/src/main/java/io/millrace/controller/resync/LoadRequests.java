package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.Signals;
import io.millrace.wiring.KafkaWiring;
import java.util.List;
import java.util.function.Consumer;

/** Requests loads in Kafka, where they outlive the requester. All methods throw {@link LogException}. */
public final class LoadRequests {
    private final Config config;
    private final Consumer<String> log;

    /**
     * @param config complete
     * @param log receives messages for the operator, in full sentences
     */
    public LoadRequests(Config config, Consumer<String> log) {
        this.config = config;
        this.log = log;
    }

    /** All tables, for the first time. */
    public void everyTable() {
        try (Signals signals = open()) {
            signals.resyncAll("the table is captured from now on");
        }
    }

    /** All tables, after a loss: earlier positions are void. */
    public void afterLoss(String how) {
        log.accept("Changes were missed, for " + how + ". The slot "
                + config.source().slot() + " is new, and all tables are loaded again.");
        try (Signals signals = open()) {
            signals.changesLost(how);
        }
    }

    /** Tables that were not captured before. */
    public void added(List<TableId> tables) {
        if (tables.isEmpty()) {
            return;
        }
        try (Signals signals = open()) {
            for (TableId table : tables) {
                log.accept("Table " + table + " is captured from now on; its existing rows are loaded.");
                signals.resync(table, "the table is captured from now on");
            }
        }
    }

    private Signals open() {
        return Signals.open(KafkaWiring.brokers(config), KafkaWiring.topics(config));
    }
}
