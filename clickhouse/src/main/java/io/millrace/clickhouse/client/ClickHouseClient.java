package io.millrace.clickhouse.client;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.DataStreamWriter;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse over HTTP: a thin layer over the official client with kept-alive connections and no retries of its own
 * (only callers know what may be repeated). Thread-safe.
 *
 * <p>Of several servers the first is used until it fails, then the next.
 *
 * <p>Parameters are named and typed in the SQL, {@code WHERE id = {id:UInt64}}, and never become part of its text.
 * Every failure is a {@link WarehouseException} that says whether to try again.
 */
public final class ClickHouseClient implements AutoCloseable {
    /** Free bytes required on the disk with the table definitions before one is written. */
    private static final long ROOM_FOR_DEFINITIONS = 64L << 20;

    /** How long a check of the disk is valid: no disk fills that fast. */
    private static final long LOOK_HOLDS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Pattern WRITES_DEFINITION = Pattern.compile("\\s*(CREATE|ALTER)\\s", Pattern.CASE_INSENSITIVE);

    private static final Pattern COPIES = Pattern.compile("\\s*INSERT\\s", Pattern.CASE_INSENSITIVE);

    private static final Pattern ALTERS = Pattern.compile("\\s*ALTER\\s", Pattern.CASE_INSENSITIVE);
    private static final String REPLICAS_THAT_ARE_UP = "3";

    private static final String ROWS = "JSONCompactEachRowWithNamesAndTypes";

    /** A statement of the embedded ClickHouse's front end only. */
    private static final String SYNC = "SYSTEM SYNC FILE SYSTEM";

    private static final int SYNTAX_ERROR = 62;
    private static final int CANNOT_FSYNC = 204;

    private final List<Client> hosts;
    private final List<String> endpoints;

    /** The host in use. */
    private final AtomicInteger current = new AtomicInteger();

    private final Cluster cluster;
    private final ClusterDdl clusterDdl;
    private final Map<String, String> clusterSettings;
    private volatile @Nullable Durability durability;

    /** The last time that there was enough space. */
    private volatile long roomSeen = System.nanoTime() - LOOK_HOLDS;

    public ClickHouseClient(ClickHouseConfig config) {
        this.endpoints = config.endpoints();
        this.hosts = endpoints.stream().map(config::connect).toList();
        this.cluster = config.cluster();
        this.clusterDdl = new ClusterDdl(cluster, this::generation);
        this.clusterSettings =
                cluster.exists() ? cluster.settings(config.requestTimeout().toSeconds()) : Map.of();
    }

    /** The cluster that the servers are. */
    public Cluster cluster() {
        return cluster;
    }

    /** The number of the server in use, from 0; another one after a failure. */
    public int host() {
        return current.get();
    }

    /** The address of a server. */
    public String endpoint(int host) {
        return endpoints.get(host);
    }

    /** After a failure that is the server's the next statement goes to the next one; who calls repeats this one. */
    private WarehouseException failed(int host, String doing, Exception e) {
        if (ServerErrors.isOfHost(e)) {
            current.compareAndSet(host, (host + 1) % hosts.size());
        }
        return ServerErrors.translate(doing, e);
    }

    /** A table that some server has already is the same one everywhere: a server that lacks it gets a replica. */
    private String generation(String database, String table) {
        String made = ClusterDdl.plain(database) + "." + ClusterDdl.plain(table) + "-";
        List<Row> there = query("SELECT splitByChar('/', `zookeeper_path`)[-1] AS `generation` FROM "
                + cluster.everyReplica("system", "replicas")
                + " WHERE `database` = " + Identifiers.literal(Identifiers.unquote(database)) + " AND `table` = "
                + Identifiers.literal(Identifiers.unquote(table))
                + " ORDER BY `generation` LIMIT 1 SETTINGS skip_unavailable_shards = 1");
        return there.isEmpty()
                ? made + UUID.randomUUID().toString().substring(24)
                : there.get(0).text("generation");
    }

    /**
     * Runs a statement and ignores its result. One that makes or changes a table, view or database is refused with
     * {@link ErrorCode#WAREHOUSE_OVERLOADED} while the server's disk is nearly full: ClickHouse (26.7, for one) writes
     * an empty definition then, says that all is well, and drops the table at its next start.
     */
    public void execute(String sql) {
        execute(sql, Map.of());
    }

    /** As {@link #execute(String)}. */
    public void execute(String sql, Map<String, ?> params) {
        if (WRITES_DEFINITION.matcher(sql).lookingAt()) {
            requireRoom();
        }
        String statement = cluster.exists() ? clusterDdl.of(sql) : sql;
        // ClickHouse Cloud's default is not to wait at all; a single server has nobody to wait for.
        boolean replicates =
                ALTERS.matcher(statement).lookingAt() && (cluster.exists() || durability() == Durability.INSERT);
        Map<String, String> also = replicates ? Map.of("alter_sync", REPLICAS_THAT_ARE_UP) : Map.of();
        stream(host(), statement, params, "TabSeparated", also, InputStream::readAllBytes);
    }

    private void requireRoom() {
        long now = System.nanoTime();
        if (now - roomSeen < LOOK_HOLDS) {
            return;
        }
        List<Row> disks;
        try {
            disks = query("SELECT free_space FROM system.disks WHERE name = 'default' AND lower(type) = 'local'");
        } catch (WarehouseException e) {
            if (e.code() == ErrorCode.WAREHOUSE_DENIED) {
                return; // Without the right to read system.disks, only the disk alert helps.
            }
            throw e;
        }
        for (Row disk : disks) {
            long free = disk.integer("free_space");
            if (free >= 0 && free < ROOM_FOR_DEFINITIONS) {
                throw new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "ClickHouse: its disk has only " + (free >> 20) + " MiB left, and a table's definition needs "
                                + (ROOM_FOR_DEFINITIONS >> 20)
                                + " MiB free. Free some space; Millrace retries.",
                        null);
            }
        }
        roomSeen = now;
    }

    /** The whole result. */
    public List<Row> query(String sql) {
        return query(sql, Map.of());
    }

    /** The whole result. */
    public List<Row> query(String sql, Map<String, ?> params) {
        List<Row> rows = new ArrayList<>();
        query(sql, params, rows::add);
        return rows;
    }

    /** Passes each row of the result on as it arrives. */
    public void query(String sql, Map<String, ?> params, Consumer<Row> rows) {
        query(host(), sql, params, rows);
    }

    /** The same of one server. */
    public void query(int host, String sql, Map<String, ?> params, Consumer<Row> rows) {
        stream(host, sql, params, ROWS, Map.of(), in -> ResultReader.read(in, rows));
    }

    /** As {@link #queryLatest(String, String, Map, Consumer)}, with the whole result. */
    public List<Row> queryLatest(String table, String sql, Map<String, ?> params) {
        List<Row> rows = new ArrayList<>();
        queryLatest(table, sql, params, rows::add);
        return rows;
    }

    /**
     * As {@link #query(String, Map, Consumer)}, but shows all that any server had acknowledged of a table before the call, where a
     * replica can be behind.
     *
     * @param table that has one set of replicas, on all servers; as it stands in SQL: quoted
     */
    public void queryLatest(String table, String sql, Map<String, ?> params, Consumer<Row> rows) {
        int host = host();
        if (cluster.exists()) {
            String sync = "SYSTEM SYNC REPLICA " + table + " LIGHTWEIGHT";
            stream(host, sync, Map.of(), "TabSeparated", Map.of(), InputStream::readAllBytes);
        }
        // ClickHouse Cloud's way, which costs a look at its metadata; nothing on a single server.
        Map<String, String> settings = cluster.exists() || durability() == Durability.GROUP
                ? Map.of()
                : Map.of("select_sequential_consistency", "1");
        stream(host, sql, params, ROWS, settings, in -> ResultReader.read(in, rows));
    }

    /**
     * Copies the result to {@code out} as the server formats it.
     *
     * @param format a ClickHouse format name such as {@code PrettyCompact} or {@code JSONEachRow}; a FORMAT clause in the
     *     SQL wins
     */
    public void copy(String sql, Map<String, ?> params, String format, OutputStream out) {
        stream(host(), sql, params, format, Map.of(), in -> in.transferTo(out));
    }

    /**
     * Copies the result of someone's own statement to {@code out}, once it is there as a whole: what fails, fails
     * before the first byte.
     *
     * @param format as in {@link #copy}
     * @param serverSettings limits, by the server's names
     * @throws RefusedStatementException if the server refuses the statement, with its own words
     * @throws IllegalArgumentException if the client does not know the format
     */
    public void ask(String sql, String format, Map<String, String> serverSettings, OutputStream out) {
        QuerySettings settings =
                new QuerySettings().setFormat(ClickHouseFormat.valueOf(format)).serverSetting("wait_end_of_query", "1");
        clusterSettings.forEach(settings::serverSetting);
        serverSettings.forEach(settings::serverSetting);
        int host = host();
        try (QueryResponse response = await(hosts.get(host).query(sql, Map.of(), settings))) {
            response.getInputStream().transferTo(out);
        } catch (Exception e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof ServerException refusal) {
                    throw new RefusedStatementException(refusal.getCode(), String.valueOf(refusal.getMessage()));
                }
            }
            throw failed(host, "query", e);
        }
    }

    /** When the server's inserts are durable. Asks the server once; that is a sync where it is the embedded one. */
    public Durability durability() {
        Durability known = durability;
        if (known == null) {
            known = sync() ? Durability.GROUP : Durability.INSERT;
            durability = known;
        }
        return known;
    }

    /**
     * Returns when all that was inserted before the call survives a power cut. Does nothing with {@link Durability#INSERT}.
     *
     * @throws WarehouseException with {@link ErrorCode#WAREHOUSE_DISK_FAILED} where something could not be written
     */
    public void makeDurable() {
        if (durability() == Durability.GROUP && !sync()) {
            throw new WarehouseException(
                    ErrorCode.WAREHOUSE_UNAVAILABLE,
                    "ClickHouse: the server is no longer the embedded one: restart Millrace",
                    null);
        }
    }

    /** @return false if the server does not know the statement */
    private boolean sync() {
        int host = host();
        try (QueryResponse response = await(hosts.get(host).query(SYNC, Map.of(), new QuerySettings()))) {
            return true;
        } catch (ServerException e) {
            if (e.getCode() == SYNTAX_ERROR) {
                return false;
            }
            if (e.getCode() == CANNOT_FSYNC) {
                throw new WarehouseException(ErrorCode.WAREHOUSE_DISK_FAILED, "ClickHouse: " + e.getMessage(), e);
            }
            throw failed(host, "sync", e);
        } catch (Exception e) {
            throw failed(host, "sync", e);
        }
    }

    /**
     * Inserts rows and returns when they are visible, and as durable as {@link #durability()} says.
     *
     * @param table as it stands in SQL: quoted
     * @param columns as they stand in SQL: quoted
     * @param body writes the rows in RowBinary
     */
    public void insert(String table, List<String> columns, Body body) {
        int host = host();
        try {
            insert(host, table, columns, ClickHouseFormat.RowBinary, body);
        } catch (Exception e) {
            throw failed(host, "insert into " + table, e);
        }
    }

    /**
     * The same by one server, which compares the types.
     *
     * @param body writes names, types and rows in RowBinaryWithNamesAndTypes
     * @throws TypesDifferException where the server has columns of other types; it has read no row then
     */
    public void insertTyped(int host, String table, List<String> columns, Body body) {
        try {
            insert(host, table, columns, ClickHouseFormat.RowBinaryWithNamesAndTypes, body);
        } catch (Exception e) {
            WarehouseException failure = failed(host, "insert into " + table, e);
            throw ServerErrors.otherType(e)
                    .map(difference -> (RuntimeException) new TypesDifferException(table + ": " + difference))
                    .orElse(failure);
        }
    }

    private void insert(int host, String table, List<String> columns, ClickHouseFormat format, Body body)
            throws Exception {
        InsertSettings settings = InsertOptions.of(clusterSettings, durability());
        DataStreamWriter writer = body::writeTo;
        try (InsertResponse response = await(hosts.get(host).insert(table, columns, writer, format, settings))) {
            // An answer means that the rows are there; it holds nothing else of use.
        }
    }

    /** The bytes of an insert. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Answer {
        void read(InputStream in) throws IOException;
    }

    private void stream(
            int host, String sql, Map<String, ?> params, String format, Map<String, String> also, Answer answer) {
        QuerySettings settings = new QuerySettings()
                .setFormat(ClickHouseFormat.valueOf(format))
                // In RowBinary this concerns JSON columns only, where a quoted number would come back as text.
                .serverSetting("output_format_json_quote_64bit_integers", format.startsWith("RowBinary") ? "0" : "1")
                .serverSetting("output_format_json_quote_decimals", "1")
                .serverSetting("output_format_json_quote_denormals", "1")
                .serverSetting("output_format_json_validate_utf8", "1")
                .serverSetting("date_time_output_format", "iso")
                .serverSetting("output_format_binary_write_json_as_string", "1")
                .serverSetting("output_format_binary_encode_types_in_binary_format", "0");
        clusterSettings.forEach(settings::serverSetting);
        also.forEach(settings::serverSetting);
        if (COPIES.matcher(sql).lookingAt() && durability() == Durability.INSERT) {
            // As in an insert.
            settings.serverSetting(
                    "insert_deduplication_token", UUID.randomUUID().toString());
        }
        try (QueryResponse response = await(hosts.get(host).query(sql, new LinkedHashMap<>(params), settings))) {
            answer.read(response.getInputStream());
        } catch (Exception e) {
            throw failed(host, "query", e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        hosts.forEach(Client::close);
    }
}
