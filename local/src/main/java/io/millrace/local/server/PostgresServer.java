package io.millrace.local.server;

import io.millrace.local.LocalException;
import io.millrace.local.LocalPorts;
import io.millrace.local.PrivateFiles;
import io.millrace.local.Tools;
import io.millrace.local.UserCache;
import io.millrace.local.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Postgres with logical replication, on 127.0.0.1 alone, with one superuser {@value #USER}. */
public final class PostgresServer implements LocalServer {
    public static final String USER = "millrace";

    /** Shorter than the address of a socket can be anywhere. */
    private static final int LONGEST_SOCKET = 100;

    private final Path folder;
    private final int port;
    private final String database;
    private final String password;
    private final Map<String, String> more;

    /**
     * @param folder its own: holds the cluster
     * @param database the database that {@link #url} names; made by {@link #ensureDatabase()}
     */
    public PostgresServer(Path folder, int port, String database, String password) {
        this(folder, port, database, password, Map.of());
    }

    /** @param more settings of the server beside its own */
    public PostgresServer(Path folder, int port, String database, String password, Map<String, String> more) {
        this.more = Map.copyOf(more);
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.database = database;
        this.password = password;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Command prepare() {
        Path binaries = PostgresBinaries.folder().resolve("bin");
        UnprivilegedUser user = UnprivilegedUser.find();
        try {
            Files.createDirectories(folder);
            if (isEmpty(cluster())) {
                initialise(binaries, user);
            } else if (!Files.exists(cluster().resolve("PG_VERSION"))) {
                throw new LocalException(
                        cluster() + " has files, but no Postgres cluster can be read from it: PG_VERSION is missing."
                                + " Restore it from a backup, or move the folder away to start with an empty one");
            }
            user.own(folder);
            new PostmasterLock(cluster(), Path.of("/proc")).removeIfStale();
            removeStaleSocket();
        } catch (IOException e) {
            throw new LocalException("cannot prepare the Postgres folder " + folder + ": " + e, e);
        }
        List<String> command = new ArrayList<>();
        command.add(binaries.resolve("postgres").toString());
        command.add("-D");
        command.add(cluster().toString());
        settings().forEach((key, value) -> {
            command.add("-c");
            command.add(key + "=" + value);
        });
        // INT is Postgres's fast shutdown; TERM would wait until every client has gone.
        return new Command(user.command(command), Map.of(), folder, "INT");
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(everyVersion());
        if (PostgresBinaries.major() >= 18) {
            settings.put("io_method", "sync");
        }
        settings.putAll(more);
        return settings;
    }

    private Map<String, String> everyVersion() {
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", Integer.toString(port)),
                Map.entry("unix_socket_directories", socket().isEmpty() ? "" : folder.toString()),
                Map.entry("unix_socket_permissions", "0700"),
                Map.entry("wal_level", "logical"),
                Map.entry("max_wal_senders", "20"),
                Map.entry("max_replication_slots", "20"),
                Map.entry("max_connections", "100"),
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("shared_buffers", "64MB"),
                Map.entry("jit", "off"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("log_line_prefix", "%m [%p] "));
    }

    private static boolean isEmpty(Path place) throws IOException {
        if (!Files.exists(place)) {
            return true;
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.findAny().isEmpty();
        }
    }

    private void initialise(Path binaries, UnprivilegedUser user) throws IOException {
        // Made beside its place: what a killed initdb leaves looks like a cluster.
        Path unfinished = folder.resolve("cluster.unfinished");
        UserCache.deleteTree(unfinished);
        Path passwordFile = folder.resolve("initial-password");
        PrivateFiles.write(passwordFile, password.getBytes(StandardCharsets.UTF_8));
        user.own(folder);
        try {
            List<String> command = new ArrayList<>(List.of(
                    binaries.resolve("initdb").toString(),
                    "--pgdata=" + unfinished,
                    "--username=" + USER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--data-checksums",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-instructions"));
            if (PostgresBinaries.major() >= 17) {
                command.add("--locale-provider=builtin");
                command.add("--builtin-locale=C.UTF-8");
            }
            Tools.Result result = Tools.run(Duration.ofMinutes(2), folder, user.command(command));
            if (!result.ok()) {
                throw new LocalException("initdb failed: " + result.lastLine());
            }
            Files.move(unfinished, cluster(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    /** Nobody serves the folder now. The lock names a pid, too, that another process can have by now. */
    private void removeStaleSocket() throws IOException {
        Optional<Path> socket = socket();
        if (socket.isPresent() && !Files.exists(cluster().resolve("postmaster.pid"))) {
            Files.deleteIfExists(Path.of(socket.get() + ".lock"));
            Files.deleteIfExists(socket.get());
        }
    }

    /** Where the server also listens; empty if its path is none that Postgres takes. */
    public Optional<Path> socket() {
        Path socket = folder.resolve(".s.PGSQL." + port);
        boolean taken = socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET
                && folder.toString().matches("[\\w/.-]+");
        return taken ? Optional.of(socket) : Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(port)) {
            return Optional.of("accepts no connection yet");
        }
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT 1")) {
            return answer.next() ? Optional.empty() : Optional.of("SELECT 1 has no answer");
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** libpq URL of the database. */
    @Override
    public String url() {
        return url(database);
    }

    /** libpq URL of any database of this server. */
    public String url(String name) {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + name;
    }

    /** JDBC URL of a database, without user and password. */
    public String jdbcUrl(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** A connection as superuser. */
    public Connection connect(String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "2");
        return DriverManager.getConnection(jdbcUrl(name), properties);
    }

    public String password() {
        return password;
    }

    /** Makes the database where it is missing; the server must be ready. */
    public void ensureDatabase() {
        ensureDatabase(database);
    }

    /** Makes a database where it is missing; the server must be ready. */
    public void ensureDatabase(String name) {
        try (Connection connection = connect("postgres");
                PreparedStatement exists = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
                Statement create = connection.createStatement()) {
            exists.setString(1, name);
            try (ResultSet found = exists.executeQuery()) {
                if (!found.next()) {
                    create.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
                }
            }
        } catch (SQLException e) {
            throw new LocalException("cannot create the database " + name + ": " + e.getMessage(), e);
        }
    }

    private Path cluster() {
        return folder.resolve("cluster");
    }
}
