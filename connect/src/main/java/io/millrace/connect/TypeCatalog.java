package io.millrace.connect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes types as the source's catalog has them, in the form of {@link io.millrace.core.event.PostgresText}. Where
 * the source does not answer, by what Debezium knows of them.
 */
final class TypeCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(TypeCatalog.class);
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_NANOS = 500_000_000L;

    /** Debezium asks for a table's columns one by one: they are looked up together. */
    private static final long FRESH_NANOS = 500_000_000L;

    /** Maximum nesting of types that is followed. */
    private static final int MAX_DEPTH = 20;

    private static final String COLUMNS = """
            SELECT a.attname, a.atttypid, a.atttypmod, a.attndims
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname || '.' || c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped""";

    private static final String TYPE = """
            SELECT typname, typtype, typcategory, typelem, typbasetype, typtypmod, typndims, typrelid
            FROM pg_catalog.pg_type WHERE oid = ?""";

    private static final String ATTRIBUTES = """
            SELECT attname, atttypid, atttypmod, attndims
            FROM pg_catalog.pg_attribute WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

    private final Properties login = new Properties();
    private String url = "";
    private String table = "";
    private long readAt;
    private Map<String, CatalogColumn> columns = Map.of();
    private final Map<StreamedType, Optional<String>> types = new BoundedMap<>();

    /** @param description of the column's type */
    private record CatalogColumn(StreamedType type, String description) {}

    /** @param settings {@code database.hostname} and the like, as the connector has them */
    void configure(Properties settings) {
        if (settings.getProperty("database.hostname") == null) {
            return;
        }
        url = "jdbc:postgresql://" + settings.getProperty("database.hostname") + ":"
                + settings.getProperty("database.port", "5432") + "/" + settings.getProperty("database.dbname", "");
        put("user", settings.getProperty("database.user"));
        put("password", settings.getProperty("database.password"));
        put("sslmode", settings.getProperty("database.sslmode"));
        put("sslrootcert", settings.getProperty("database.sslrootcert"));
        put("sslcert", settings.getProperty("database.sslcert"));
        put("sslkey", settings.getProperty("database.sslkey"));
        put("sslpassword", settings.getProperty("database.sslpassword"));
        put("options", settings.getProperty(ConnectorSettings.OPTIONS));
        put("ApplicationName", "millrace types");
        put("connectTimeout", "5");
        put("socketTimeout", "20");
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            login.setProperty(name, value);
        }
    }

    /**
     * The type of a column that can have got another by now: the catalog's word on the column says more, its
     * dimensions, but is taken only where it is of the type that is asked for.
     */
    synchronized String describe(String dataCollection, String column, StreamedType type, String typeName) {
        CatalogColumn known = column(dataCollection, column);
        return known != null && known.type().equals(type) ? known.description() : byItself(type, typeName);
    }

    /** Types can have other attributes than when they were looked up. */
    synchronized void forget() {
        table = "";
        types.clear();
    }

    private @Nullable CatalogColumn column(String dataCollection, String column) {
        if (!table.equals(dataCollection) || System.nanoTime() - readAt > FRESH_NANOS) {
            columns = read(dataCollection);
            table = dataCollection;
            readAt = System.nanoTime();
        }
        return columns.get(column);
    }

    private String byItself(StreamedType type, String typeName) {
        Optional<String> known = types.get(type);
        if (known == null) {
            known = look("type " + type.oid(), reading -> reading.type(type));
            if (known.isPresent()) {
                types.put(type, known);
            }
        }
        return known.orElseGet(() -> guess(typeName).toString());
    }

    private Map<String, CatalogColumn> read(String dataCollection) {
        return look(dataCollection, reading -> reading.columns(dataCollection)).orElse(Map.of());
    }

    /** Retries for some seconds: with wrong types the table would be rebuilt in the warehouse. */
    private <T> Optional<T> look(String what, Look<T> look) {
        if (url.isEmpty()) {
            return Optional.empty();
        }
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = new Driver().connect(url, login)) {
                return Optional.of(look.at(new Reading(connection)));
            } catch (SQLException | RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    LOG.warn("{}: types are taken from Debezium, as the catalog does not answer.", what, e);
                    return Optional.empty();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private interface Look<T> {
        T at(Reading reading) throws SQLException;
    }

    private static ObjectNode guess(String typeName) {
        ObjectNode type = JsonNodeFactory.instance.objectNode();
        String name = typeName.toLowerCase(Locale.ROOT);
        type.put("type", name);
        if (name.startsWith("_")) {
            type.set("of", JsonNodeFactory.instance.objectNode().put("type", name.substring(1)));
        }
        return type;
    }

    /** One query of the catalog. */
    private static final class Reading {
        private final Connection connection;

        Reading(@Nullable Connection connection) throws SQLException {
            if (connection == null) {
                throw new SQLException("the driver does not know the URL");
            }
            this.connection = connection;
        }

        Map<String, CatalogColumn> columns(String dataCollection) throws SQLException {
            Map<String, CatalogColumn> described = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(COLUMNS)) {
                select.setString(1, dataCollection);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        StreamedType type = new StreamedType((int) row.getLong(2), row.getInt(3));
                        String description = type(row.getLong(2), type.modifier(), row.getInt(4), 0)
                                .toString();
                        described.put(row.getString(1), new CatalogColumn(type, description));
                    }
                }
            }
            return described;
        }

        String type(StreamedType type) throws SQLException {
            return type(Integer.toUnsignedLong(type.oid()), type.modifier(), 0, 0)
                    .toString();
        }

        private ObjectNode type(long oid, int modifier, int dimensions, int depth) throws SQLException {
            ObjectNode type = JsonNodeFactory.instance.objectNode();
            try (PreparedStatement select = connection.prepareStatement(TYPE)) {
                select.setLong(1, oid);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return type.put("type", "");
                    }
                    String name = row.getString("typname");
                    String kind = row.getString("typtype");
                    if (kind.equals("d") && depth < MAX_DEPTH) {
                        int own = row.getInt("typtypmod");
                        return type(
                                row.getLong("typbasetype"),
                                own >= 0 ? own : modifier,
                                Math.max(row.getInt("typndims"), dimensions),
                                depth + 1);
                    }
                    type.put("type", name);
                    boolean vector = name.equals("int2vector") || name.equals("oidvector");
                    if (row.getString("typcategory").equals("A") && !vector && depth < MAX_DEPTH) {
                        ObjectNode inner = type(row.getLong("typelem"), modifier, 0, depth + 1);
                        for (int i = 1; i < dimensions; i++) {
                            inner = JsonNodeFactory.instance
                                    .objectNode()
                                    .put("type", name)
                                    .set("of", inner);
                        }
                        type.set("of", inner);
                    } else if (kind.equals("e")) {
                        type.put("kind", kind);
                    } else if (kind.equals("c") && depth < MAX_DEPTH) {
                        type.put("kind", kind).set("fields", attributes(row.getLong("typrelid"), depth));
                    } else if (modifier >= 0) {
                        type.put("modifier", modifier);
                    }
                    return type;
                }
            }
        }

        private ArrayNode attributes(long relation, int depth) throws SQLException {
            ArrayNode fields = JsonNodeFactory.instance.arrayNode();
            try (PreparedStatement select = connection.prepareStatement(ATTRIBUTES)) {
                select.setLong(1, relation);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ObjectNode field = fields.addObject().put("name", row.getString(1));
                        field.set("of", type(row.getLong(2), row.getInt(3), row.getInt(4), depth + 1));
                    }
                }
            }
            return fields;
        }
    }
}
