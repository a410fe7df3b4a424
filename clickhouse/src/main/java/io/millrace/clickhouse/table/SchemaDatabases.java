package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.DatabaseOwners;
import io.millrace.clickhouse.name.NamingRule;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.WarehouseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The databases of a source's schemas. Once a schema has its databases it keeps them, whatever other schemas and other
 * sources come: each storage database has a view {@value NamingRule#OWNER} that states its owner and is created first.
 * ClickHouse creates it only once, so that of several processes one gets the database.
 */
final class SchemaDatabases {
    private static final int MAX_ATTEMPTS = 20;

    private final ClickHouseClient client;
    private final String source;
    private final String database;

    /** Databases of views, by schema. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /**
     * @param source the source's name
     * @param database configured for the views of its schema {@code public}
     */
    SchemaDatabases(ClickHouseClient client, String source, String database) {
        this.client = client;
        this.source = source;
        this.database = database;
    }

    /** Where the table of a name lies while it has its own place; where its schema has no databases yet, where it would lie. */
    TableNames names(TableId table) {
        return TableNames.in(views(table.schema()), table)
                .sharded(client.cluster().exists());
    }

    /** The database of a schema's views. */
    String views(String schema) {
        String views = known.get(schema);
        if (views != null) {
            return views;
        }
        DatabaseOwners owners = owners();
        return remembered(schema, owners).orElseGet(() -> owners.free(schema));
    }

    private Optional<String> remembered(String schema, DatabaseOwners owners) {
        Optional<String> views = owners.viewsOf(schema);
        views.ifPresent(name -> known.put(schema, name));
        return views;
    }

    /**
     * The known state of this source's databases and of those of others; to be filled from rows of {@code
     * system.tables}.
     */
    DatabaseOwners none() {
        return new DatabaseOwners(source, database);
    }

    private DatabaseOwners owners() {
        DatabaseOwners owners = none();
        client.query(
                "SELECT `database`, `name`, `comment` FROM `system`.`tables` WHERE `name` = '" + NamingRule.OWNER + "'",
                Map.of(),
                owners::add);
        return owners;
    }

    /**
     * Gives a schema its databases, if it has none.
     *
     * @throws WarehouseException with WAREHOUSE_OVERLOADED where others take each database first
     */
    void claim(String schema) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (known.containsKey(schema)) {
                return;
            }
            DatabaseOwners owners = owners();
            if (remembered(schema, owners).isPresent()) {
                return;
            }
            String views = owners.free(schema);
            String marker = Identifiers.quote(views + NamingRule.RAW, NamingRule.OWNER);
            client.execute(TableDdl.createDatabase(views + NamingRule.RAW));
            client.execute("CREATE VIEW IF NOT EXISTS " + marker + " AS SELECT " + Identifiers.literal(source)
                    + " AS `source`, " + Identifiers.literal(schema) + " AS `schema` COMMENT "
                    + Identifiers.literal(DatabaseOwners.text(source, schema)));
            DatabaseOwners now = owners();
            if (now.viewsOf(schema).filter(views::equals).isPresent() && now.isTaken(views, schema)) {
                // Another source has taken a database of which these would be storage or histories, at the same moment.
                client.execute("DROP VIEW IF EXISTS " + marker);
            }
        }
        throw new WarehouseException(
                ErrorCode.WAREHOUSE_OVERLOADED,
                "Databases for the schema " + schema + " were taken by other processes each time",
                null);
    }

    /** Clears the cache. */
    void forget() {
        known.clear();
    }
}
