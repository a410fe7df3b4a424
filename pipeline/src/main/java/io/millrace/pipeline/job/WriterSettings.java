package io.millrace.pipeline.job;

import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Cluster;
import io.millrace.config.Config;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.type.TypeMapping;
import io.millrace.kafka.Brokers;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.WarehouseWiring;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/**
 * What an executor needs in order to write; travels to it.
 *
 * @param source the source's name
 * @param bootstrapServers of Kafka
 * @param logSecurity how to log in there, in the names of Kafka's settings, with secrets; of a class that travels to executors
 * @param warehouseUrl ClickHouse's address with user and password
 * @param warehouseAuthorities PEM: who may have signed ClickHouse's certificate; empty: whom Java trusts by itself
 * @param warehouseCluster the cluster that it is
 * @param database where the views go
 * @param history patterns of the tables of which every version is kept
 * @param linger how long a row waits at most for others, at rest
 * @param columns types that a person has chosen for single columns; of a class that travels to executors
 * @param json whether json and jsonb become {@code JSON} where no type was chosen for their column
 * @param schema what is done about each kind of change of the source's schema
 */
public record WriterSettings(
        String source,
        String bootstrapServers,
        HashMap<String, String> logSecurity,
        String warehouseUrl,
        String warehouseAuthorities,
        Cluster warehouseCluster,
        String database,
        List<String> history,
        Duration linger,
        HashMap<String, String> columns,
        boolean json,
        Config.Schema schema)
        implements Serializable {

    /** @throws io.millrace.config.ConfigException where an address is missing */
    public static WriterSettings of(Config config) {
        Brokers brokers = KafkaWiring.brokers(config);
        return new WriterSettings(
                config.source().name(),
                brokers.servers(),
                new HashMap<>(brokers.security()),
                WarehouseWiring.url(config),
                config.warehouse().authorities(),
                WarehouseWiring.cluster(config),
                config.warehouse().database(),
                config.warehouse().history(),
                Duration.ofMillis(config.pipeline().lingerMillis()),
                new HashMap<>(config.warehouse().columns()),
                config.warehouse().json(),
                config.schema());
    }

    /** Kafka. */
    public Brokers brokers() {
        return new Brokers(bootstrapServers, logSecurity);
    }

    /** ClickHouse. */
    ClickHouseConfig warehouse() {
        return WarehouseWiring.client(warehouseUrl, warehouseAuthorities, warehouseCluster);
    }

    /** The table of types, with what was chosen. */
    TypeMapping types() {
        return WarehouseWiring.types(columns, json);
    }

    /** What is done about each kind of change of the source's schema. */
    public SchemaPolicy schemaPolicy() {
        return WarehouseWiring.schemaPolicy(schema);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "WriterSettings[" + source + ", " + bootstrapServers + ", " + database + ", " + linger + "]";
    }
}
