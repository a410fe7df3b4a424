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
 * What an executor needs in order to write; sent to it by Spark.
 *
 * @param source the source's name
 * @param bootstrapServers of Kafka
 * @param logSecurity security settings of Kafka's clients, including secrets; of a serializable class
 * @param warehouseUrl ClickHouse's address with user and password
 * @param warehouseAuthorities PEM: who may have signed ClickHouse's certificate; empty: whom Java trusts by itself
 * @param warehouseCluster the cluster that it is
 * @param database where the views go
 * @param history patterns of the tables of which every version is kept
 * @param linger how long a row waits at most for others, at rest
 * @param columns type overrides of single columns; of a serializable class
 * @param json whether json and jsonb become {@code JSON} in columns without an override
 * @param schema the action for each kind of schema change
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

    /** @throws io.millrace.config.ConfigException if an address is missing */
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

    /** The type mapping with its overrides. */
    TypeMapping types() {
        return WarehouseWiring.types(columns, json);
    }

    /** The action for each kind of schema change. */
    public SchemaPolicy schemaPolicy() {
        return WarehouseWiring.schemaPolicy(schema);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "WriterSettings[" + source + ", " + bootstrapServers + ", " + database + ", " + linger + "]";
    }
}
