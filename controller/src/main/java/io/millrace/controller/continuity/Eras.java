package io.millrace.controller.continuity;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.PassingTrouble;
import io.millrace.controller.warehouse.WarehouseHttp;
import io.millrace.core.event.SourceEra;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.WarehouseWiring;
import java.io.IOException;
import java.util.OptionalLong;

/** The eras of a source, which the warehouse remembers: {@link SourceEra}. */
public final class Eras {
    private final Config config;

    /** @param config complete; without a warehouse there is but one era */
    public Eras(Config config) {
        this.config = config;
    }

    private interface Work<T> {
        T with(ClickHouseWarehouse warehouse);
    }

    /**
     * The era of now.
     *
     * @throws PassingTrouble while the warehouse does not answer
     */
    public int now() {
        return config.warehouse().url().isEmpty()
                ? 0
                : ask(warehouse -> warehouse.eras().now(config.source().name()));
    }

    /**
     * Begins another, once for each request.
     *
     * @param connectors the era of the connector, which the warehouse has forgotten if it was put back to a state of before
     * @throws PassingTrouble while the warehouse does not answer
     */
    public int begin(String request, String reason, int connectors) {
        return config.warehouse().url().isEmpty()
                ? 0
                : ask(warehouse -> warehouse.eras().begin(config.source().name(), request, reason, connectors));
    }

    /** The source's highest LSN that the warehouse has, of an era; empty while the warehouse does not answer. */
    public OptionalLong captured(int era) {
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
            return OptionalLong.of(SourceEra.of(highest) == era ? SourceEra.lsn(highest) : 0);
        } catch (IOException | ControllerException e) {
            return OptionalLong.empty();
        }
    }

    private <T> T ask(Work<T> work) {
        try (ClickHouseWarehouse warehouse = WarehouseWiring.open(config)) {
            warehouse.prepare();
            return work.with(warehouse);
        } catch (WarehouseException e) {
            throw PassingTrouble.because(e);
        }
    }
}
