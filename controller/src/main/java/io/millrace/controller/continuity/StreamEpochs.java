package io.millrace.controller.continuity;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.warehouse.WarehouseHttp;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.WarehouseWiring;
import java.io.IOException;
import java.util.OptionalLong;

/** The epochs of a source, stored in the warehouse: {@link StreamEpoch}. */
public final class StreamEpochs {
    private final Config config;

    /** @param config complete; without a warehouse there is only one epoch */
    public StreamEpochs(Config config) {
        this.config = config;
    }

    private interface Work<T> {
        T with(ClickHouseWarehouse warehouse);
    }

    /**
     * The current epoch.
     *
     * @throws RetryableException while the warehouse does not answer
     */
    public int now() {
        return config.warehouse().url().isEmpty()
                ? 0
                : ask(warehouse -> warehouse.epochs().now(config.source().name()));
    }

    /**
     * Begins another, once for each request.
     *
     * @param connectors the connector's epoch, which the warehouse lacks if it was restored to an earlier state
     * @throws RetryableException while the warehouse does not answer
     */
    public int begin(String request, String reason, int connectors) {
        return config.warehouse().url().isEmpty()
                ? 0
                : ask(warehouse -> warehouse.epochs().begin(config.source().name(), request, reason, connectors));
    }

    /** The highest LSN of an epoch in the warehouse; empty while the warehouse does not answer. */
    public OptionalLong captured(int epoch) {
        if (config.warehouse().url().isEmpty()) {
            return OptionalLong.empty();
        }
        String topic = KafkaWiring.topics(config).changes();
        try {
            long highest = new WarehouseHttp(config.warehouse())
                            .lines("SELECT max(lsn) FROM millrace.current_progress WHERE source = '"
                                    + config.source().name() + "' AND topic = '" + topic + "'")
                            .stream()
                            .mapToLong(Long::parseUnsignedLong)
                            .max()
                            .orElse(0);
            return OptionalLong.of(StreamEpoch.of(highest) == epoch ? StreamEpoch.lsn(highest) : 0);
        } catch (IOException | ControllerException e) {
            return OptionalLong.empty();
        }
    }

    private <T> T ask(Work<T> work) {
        try (ClickHouseWarehouse warehouse = WarehouseWiring.open(config)) {
            warehouse.prepare();
            return work.with(warehouse);
        } catch (WarehouseException e) {
            throw RetryableException.of(e);
        }
    }
}
