package io.millrace.connect;

import io.millrace.connect.stream.Descriptions.Dropped;
import io.millrace.core.event.RelationQuery;
import io.millrace.core.event.TableId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** The source's catalog over its own connection, opened by the first query and kept. Not thread-safe. */
final class PostgresCatalog implements RelationLookup {
    /** The setting with the publication\'s name. */
    static final String PUBLICATION = "publication";

    private static final String BY_NAME = RelationQuery.TABLES + " AND n.nspname = ? AND c.relname = ?";
    private static final String BY_OID = RelationQuery.TABLES + " AND c.oid = ?::oid";

    /** There is no {@code pubgencols} before 18, and no such column in the stream. */
    private static final String COMPUTED =
            "SELECT count(*) > 0 FROM pg_publication p" + " WHERE pubname = ? AND to_jsonb(p) ->> 'pubgencols' = 's'";

    /**
     * The log's end is read after what the statement sees of the catalog: who dropped a table has committed before it.
     */
    private static final String DROPPED = """
            SELECT asked.oid, (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint
            FROM unnest(?::bigint[]) AS asked (oid)
            WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = asked.oid::oid)""";

    private final String url;
    private final String publication;
    private final Properties properties = new Properties();
    private @Nullable Connection connection;

    /** @param settings Debezium's {@code database.*} and {@code driver.*}, password included, and the publication's name */
    PostgresCatalog(Map<String, ?> settings) {
        publication = text(settings, PUBLICATION);
        String host = text(settings, "database.hostname");
        url = "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + text(settings, "database.port") + "/"
                + URLEncoder.encode(text(settings, "database.dbname"), StandardCharsets.UTF_8)
                        .replace("+", "%20");
        settings.forEach((name, value) -> {
            String property = name.replaceFirst("^(database|driver)\\.", "");
            if (!property.equals(name)) {
                properties.setProperty(property, String.valueOf(value));
            }
        });
        properties.setProperty("ApplicationName", "millrace-relation");
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
    }

    @Override
    public Optional<String> relation(TableId table) throws SQLException {
        return relation(BY_NAME, table.schema(), table.table());
    }

    @Override
    public Optional<String> relation(long oid) throws SQLException {
        return relation(BY_OID, oid);
    }

    private Optional<String> relation(String query, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection().prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean publishesComputed() throws SQLException {
        try (PreparedStatement statement = connection().prepareStatement(COMPUTED)) {
            statement.setString(1, publication);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public Dropped dropped(Set<Integer> oids) throws SQLException {
        Set<Integer> gone = new HashSet<>();
        long before = 0;
        try (PreparedStatement statement = connection().prepareStatement(DROPPED)) {
            Long[] asked = oids.stream().map(Integer::toUnsignedLong).toArray(Long[]::new);
            statement.setArray(1, connection().createArrayOf("bigint", asked));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    gone.add((int) result.getLong(1));
                    before = Math.max(before, result.getLong(2));
                }
            }
            return new Dropped(gone, before);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            // Not through DriverManager, which only knows drivers on the worker's class path.
            open = new Driver().connect(url, properties);
            if (open == null) {
                throw new SQLException("the driver does not take " + url);
            }
            connection = open;
            try (Statement statement = open.createStatement()) {
                statement.execute(RelationQuery.SESSION);
            }
        }
        return open;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // It is unusable, closed or not.
            }
        }
    }

    private static String text(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value.toString();
    }
}
