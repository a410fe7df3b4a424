package io.millrace.pipeline.job;

import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.config.TlsFiles;
import io.millrace.core.evolve.SchemaChange.Kind;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.type.ColumnTypes;
import io.millrace.core.type.TypeMapping;
import io.millrace.kafka.Brokers;
import java.io.Serializable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an executor needs in order to write; travels to it.
 *
 * @param source the source's name
 * @param bootstrapServers of Kafka
 * @param logSecurity how to log in there, in the names of Kafka's settings, with secrets; of a class that travels to executors
 * @param warehouseUrl ClickHouse's address with user and password
 * @param warehouseAuthorities PEM: who may have signed ClickHouse's certificate; empty: whom Java trusts by itself
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
        String database,
        List<String> history,
        Duration linger,
        HashMap<String, String> columns,
        boolean json,
        Config.Schema schema)
        implements Serializable {

    /** @throws StartRefused where an address is missing */
    public static WriterSettings of(Config config) {
        return new WriterSettings(
                config.source().name(),
                config.log()
                        .bootstrapServers()
                        .orElseThrow(() -> new StartRefused("log.bootstrapServers is missing in the configuration.")),
                new HashMap<>(config.log().security().clientSettings()),
                config.warehouse()
                        .url()
                        .orElseThrow(() -> new StartRefused("warehouse.url is missing in the configuration.")),
                config.warehouse().authorities(),
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
        return ClickHouseConfig.of(warehouseUrl).trusting(TlsFiles.trusting(warehouseAuthorities));
    }

    /** The table of types, with what was chosen. */
    TypeMapping types() {
        return TypeMapping.with(ColumnTypes.of(columns, json));
    }

    /** What is done about each kind of change of the source's schema. */
    public SchemaPolicy schemaPolicy() {
        Map<Kind, SchemaPolicy.Action> actions = new EnumMap<>(Kind.class);
        actions.put(Kind.ADD_COLUMN, action(schema.addColumn()));
        actions.put(Kind.DROP_COLUMN, action(schema.dropColumn()));
        actions.put(Kind.RENAME_COLUMN, action(schema.renameColumn()));
        actions.put(Kind.CHANGE_TYPE, action(schema.changeType()));
        actions.put(Kind.SET_NOT_NULL, action(schema.notNull()));
        actions.put(Kind.DROP_NOT_NULL, action(schema.notNull()));
        actions.put(Kind.CHANGE_KEY, action(schema.changeKey()));
        actions.put(Kind.RENAME_TABLE, action(schema.renameTable()));
        actions.put(Kind.DROP_TABLE, action(schema.dropTable()));
        return new SchemaPolicy(actions);
    }

    private static SchemaPolicy.Action action(Config.Schema.Action action) {
        return switch (action) {
            case APPLY -> SchemaPolicy.Action.APPLY;
            case PAUSE -> SchemaPolicy.Action.PAUSE;
            case IGNORE -> SchemaPolicy.Action.IGNORE;
        };
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "WriterSettings[" + source + ", " + bootstrapServers + ", " + database + ", " + linger + "]";
    }
}
