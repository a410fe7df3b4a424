package io.millrace.controller.warehouse;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.load.StreamProgress;
import io.millrace.wiring.KafkaWiring;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code millrace.current_progress} of the change stream. */
public final class WarehouseProgress implements StreamProgress {
    private final WarehouseHttp warehouse;
    private final String query;

    /** @param config complete, with a warehouse */
    public WarehouseProgress(Config config) {
        this.warehouse = new WarehouseHttp(config.warehouse());
        this.query = "SELECT partition, max(next_offset) FROM millrace.current_progress WHERE source = '"
                + config.source().name() + "' AND topic = '"
                + KafkaWiring.topics(config).changes() + "' GROUP BY partition";
    }

    /**
     * By partition, the offset before which everything is queryable.
     *
     * @throws IOException if the warehouse does not answer
     * @throws ControllerException if it refuses
     */
    public Map<Integer, Long> read() throws IOException {
        Map<Integer, Long> progress = new HashMap<>();
        for (String line : warehouse.lines(query)) {
            int tab = line.indexOf('\t');
            progress.put(Integer.parseInt(line.substring(0, tab)), Long.parseLong(line.substring(tab + 1)));
        }
        return progress;
    }

    @Override
    public Optional<Map<Integer, Long>> landed() {
        try {
            return Optional.of(read());
        } catch (IOException | ControllerException e) {
            return Optional.empty();
        }
    }
}
