package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.SessionSettings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A libpq connection URL, {@code postgresql://user:password@host:port/database?sslmode=require}; user, password,
 * database and parameters may be percent-encoded. One host; no Unix socket.
 *
 * @param host name or address, IPv6 without brackets
 * @param port default 5432
 * @param database default: the user's name, as in libpq
 * @param user must be given
 * @param password empty if the URL has none
 * @param parameters by libpq's names; see {@link #parse}
 */
public record PostgresUrl(
        String host, int port, String database, String user, String password, Map<String, String> parameters) {

    /** Parameters that are passed on, by libpq's name, with the name that the JDBC driver has for them. */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "sslpassword", "sslpassword",
            "channel_binding", "channelBinding",
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "options", "options");

    private static final String APPLICATION = "application_name";

    private static final int DEFAULT_PORT = 5432;

    public PostgresUrl {
        requireNonNull(host, "host is null");
        requireNonNull(database, "database is null");
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
        parameters = Map.copyOf(parameters);
    }

    /**
     * @param url the URL
     * @throws IllegalArgumentException if it is none, names no user, or has a parameter other than {@code sslmode},
     *     {@code sslrootcert}, {@code sslcert}, {@code sslkey}, {@code sslpassword}, {@code channel_binding}, {@code
     *     application_name}, {@code connect_timeout} (seconds), {@code options}; the message never holds the password
     */
    public static PostgresUrl parse(String url) {
        String rest = withoutScheme(url);
        int question = rest.indexOf('?');
        Map<String, String> parameters = question < 0 ? Map.of() : parameters(rest.substring(question + 1));
        String address = question < 0 ? rest : rest.substring(0, question);
        int slash = address.indexOf('/');
        String authority = slash < 0 ? address : address.substring(0, slash);
        String database = slash < 0 ? "" : decode(address.substring(slash + 1));

        // The password may hold an unencoded @; a host cannot.
        int at = authority.lastIndexOf('@');
        if (at < 1) {
            throw new IllegalArgumentException(
                    "The Postgres URL names no user: postgresql://user:password@host:port/database");
        }
        String login = authority.substring(0, at);
        int colon = login.indexOf(':');
        String user = decode(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? "" : decode(login.substring(colon + 1));
        return address(authority.substring(at + 1))
                .complete(database.isEmpty() ? user : database, user, password, parameters);
    }

    private static String withoutScheme(String url) {
        for (String scheme : new String[] {"postgresql://", "postgres://"}) {
            if (url.startsWith(scheme)) {
                return url.substring(scheme.length());
            }
        }
        throw new IllegalArgumentException("A Postgres URL begins with postgresql://");
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!JDBC_NAMES.containsKey(name)) {
                throw new IllegalArgumentException("The Postgres URL has the unknown parameter " + name + "; known are "
                        + JDBC_NAMES.keySet().stream().sorted().collect(Collectors.joining(", ")));
            }
            parameters.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private record Address(String host, int port) {
        PostgresUrl complete(String database, String user, String password, Map<String, String> parameters) {
            return new PostgresUrl(host, port, database, user, password, parameters);
        }
    }

    private static Address address(String text) {
        int end = text.startsWith("[")
                ? text.indexOf(']') + 1
                : text.lastIndexOf(':') < 0 ? text.length() : text.lastIndexOf(':');
        String host = decode(text.substring(0, end)).replace("[", "").replace("]", "");
        if (host.isEmpty() || host.contains(",")) {
            throw new IllegalArgumentException("The Postgres URL must name one host");
        }
        String port = end < text.length() ? text.substring(end + 1) : "";
        try {
            return new Address(host, port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The Postgres URL's port is no number: " + port, e);
        }
    }

    /** The same server and database as another user. */
    public PostgresUrl as(String otherUser, String otherPassword) {
        return new PostgresUrl(host, port, database, otherUser, otherPassword, parameters);
    }

    /** The same for sessions that work for the holder of a slot's lease: see {@link CaptureLease#endSessionsOfOthers}. */
    public PostgresUrl forHolderOf(String slot) {
        Map<String, String> named = new HashMap<>(parameters);
        named.put(APPLICATION, CaptureLease.session(slot));
        return new PostgresUrl(host, port, database, user, password, named);
    }

    /**
     * The name of a session at the source.
     *
     * @param purpose such as {@code load}
     */
    public String sessionName(String purpose) {
        String name = parameters.getOrDefault(APPLICATION, "");
        return CaptureLease.isSession(name) ? name.replaceFirst(" ", " " + purpose + " ") : "millrace " + purpose;
    }

    /** The JDBC URL, without user, password and parameters: see {@link #jdbcProperties()}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"
                + encode(database);
    }

    /**
     * User, password and parameters by the names of the JDBC driver. Of {@code options}, settings in {@link
     * SessionSettings} are Millrace's; {@link #open} sets the rest.
     */
    public Properties jdbcProperties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "millrace");
        parameters.forEach((name, value) -> properties.setProperty(requireNonNull(JDBC_NAMES.get(name)), value));
        properties.setProperty("options", SessionSettings.options(parameters.getOrDefault("options", "")));
        return properties;
    }

    /** Opens a connection that commits each statement on its own, with {@link SessionSettings}. */
    public Connection connect() throws SQLException {
        return open(jdbcProperties());
    }

    /**
     * As {@link #connect}.
     *
     * @param properties {@link #jdbcProperties} and others of the driver
     */
    public Connection open(Properties properties) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            for (String sql : SessionSettings.STATEMENTS) {
                statement.execute(sql);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The same as settings of a Debezium connector, without the password and {@link SessionSettings}. */
    public Map<String, String> debeziumSettings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("database.hostname", host);
        settings.put("database.port", Integer.toString(port));
        settings.put("database.user", user);
        settings.put("database.dbname", database);
        parameters.forEach((name, value) ->
                settings.put((name.startsWith("ssl") ? "database." : "driver.") + JDBC_NAMES.get(name), value));
        return settings;
    }

    /** The URL again, password included. */
    public String text() {
        String query = parameters.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return "postgresql://" + encode(user) + (password.isEmpty() ? "" : ":" + encode(password)) + "@"
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + encode(database)
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** Without the password, for messages. */
    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }

    private static String decode(String text) {
        try {
            // libpq leaves + alone.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The Postgres URL has a percent sign that encodes nothing; write it as %25", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
