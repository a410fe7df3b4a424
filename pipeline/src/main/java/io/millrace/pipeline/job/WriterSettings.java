package io.millrace.pipeline.job;

import io.millrace.config.Config;
import io.millrace.core.type.ColumnTypes;
import io.millrace.core.type.TypeMapping;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;

/**
 * What an executor needs in order to write; travels to it.
 *
 * @param source the source's name
 * @param bootstrapServers of Kafka
 * @param warehouseUrl ClickHouse's address with user and password
 * @param database where the views go
 * @param linger how long a row waits at most for others, at rest
 * @param columns types that a person has chosen for single columns; of a class that travels to executors
 */
public record WriterSettings(
        String source,
        String bootstrapServers,
        String warehouseUrl,
        String database,
        Duration linger,
        HashMap<String, String> columns)
        implements Serializable {

    /** @throws StartRefused where an address is missing */
    public static WriterSettings of(Config config) {
        return new WriterSettings(
                config.source().name(),
                config.log()
                        .bootstrapServers()
                        .orElseThrow(() -> new StartRefused("log.bootstrapServers is missing in the configuration.")),
                config.warehouse()
                        .url()
                        .orElseThrow(() -> new StartRefused("warehouse.url is missing in the configuration.")),
                config.warehouse().database(),
                Duration.ofMillis(config.pipeline().lingerMillis()),
                new HashMap<>(config.warehouse().columns()));
    }

    /** The table of types, with what was chosen. */
    TypeMapping types() {
        return TypeMapping.with(ColumnTypes.of(columns));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "WriterSettings[" + source + ", " + bootstrapServers + ", " + database + ", " + linger + "]";
    }
}
