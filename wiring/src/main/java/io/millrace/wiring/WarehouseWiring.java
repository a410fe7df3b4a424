package io.millrace.wiring;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Cluster;
import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.config.TlsFiles;
import io.millrace.core.evolve.SchemaChange.Kind;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.type.ColumnTypes;
import io.millrace.core.type.TypeMapping;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The warehouse of a configuration, with types and schema policy. */
public final class WarehouseWiring {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration STATEMENT = Duration.ofSeconds(30);

    private WarehouseWiring() {}

    /**
     * Returns the client settings.
     *
     * @throws ConfigException if {@code warehouse.url} is absent, or {@code warehouse.caFile} cannot be read
     */
    public static ClickHouseConfig client(Config config) {
        return client(config, url(config));
    }

    /**
     * Returns the address with user and password.
     *
     * @throws ConfigException if {@code warehouse.url} is absent
     */
    public static String url(Config config) {
        return Required.value(config.warehouse().url(), "warehouse.url");
    }

    /** The same for another user of the same warehouse. */
    public static ClickHouseConfig client(Config config, String url) {
        return client(url, config.warehouse().authorities(), cluster(config));
    }

    /**
     * Returns the client settings for processes without the configuration's files.
     *
     * @param authorities {@link Config.Warehouse#authorities}
     * @param cluster {@link #cluster}
     */
    public static ClickHouseConfig client(String url, String authorities, Cluster cluster) {
        return ClickHouseConfig.of(url).trusting(TlsFiles.trusting(authorities)).in(cluster);
    }

    /** Returns the cluster that {@code warehouse.cluster} names. */
    public static Cluster cluster(Config config) {
        return config.warehouse()
                .cluster()
                .map(name -> new Cluster(name, config.warehouse().insertQuorum()))
                .orElse(Cluster.NONE);
    }

    /** Opens the warehouse with one connection, for occasional bookkeeping; the caller closes it. */
    public static ClickHouseWarehouse open(Config config) {
        return open(config, client(config).withMaxConnections(1).withTimeouts(CONNECT, STATEMENT));
    }

    /** Opens the warehouse; the caller closes it. */
    public static ClickHouseWarehouse open(Config config, ClickHouseConfig client) {
        return ClickHouseWarehouse.open(
                client, config.source().name(), config.warehouse().database());
    }

    /**
     * Returns the table of types.
     *
     * @param columns {@code warehouse.columns}
     * @param json {@code warehouse.json}
     */
    public static TypeMapping types(Map<String, String> columns, boolean json) {
        return TypeMapping.with(ColumnTypes.of(columns, json));
    }

    /** Returns the action for each kind of schema change. */
    public static SchemaPolicy schemaPolicy(Config.Schema schema) {
        Map<Kind, SchemaPolicy.Action> actions = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            actions.put(kind, action(setting(schema, kind)));
        }
        return new SchemaPolicy(actions);
    }

    private static Config.Schema.Action setting(Config.Schema schema, Kind kind) {
        return switch (kind) {
            case ADD_COLUMN, RESTORE_COLUMN -> schema.addColumn();
            case DROP_COLUMN -> schema.dropColumn();
            case RENAME_COLUMN -> schema.renameColumn();
            case CHANGE_TYPE -> schema.changeType();
            case SET_NOT_NULL, DROP_NOT_NULL -> schema.notNull();
            case CHANGE_KEY -> schema.changeKey();
            case RENAME_TABLE -> schema.renameTable();
            case DROP_TABLE -> schema.dropTable();
            // These have no policy.
            case CREATE_TABLE, DISPLACE_TABLE, IDENTIFY, CHANGE_DEFAULT, CHANGE_IDENTITY -> Config.Schema.Action.APPLY;
        };
    }

    private static SchemaPolicy.Action action(Config.Schema.Action action) {
        return switch (action) {
            case APPLY -> SchemaPolicy.Action.APPLY;
            case PAUSE -> SchemaPolicy.Action.PAUSE;
            case IGNORE -> SchemaPolicy.Action.IGNORE;
        };
    }
}
