package io.millrace.clickhouse.client;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.ConnectionReuseStrategy;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse over HTTP: a thin layer over the official client with kept connections and no retries of its own (who calls
 * knows what may be repeated). Safe for use by several threads.
 *
 * <p>Parameters are named and typed in the SQL, {@code WHERE id = {id:UInt64}}, and never become part of its text. Every
 * failure is a {@link WarehouseException} that says whether to try again.
 */
public final class ClickHouseClient implements AutoCloseable {
    /** Free bytes on the disk of the definitions without which none is written. */
    private static final long ROOM_FOR_DEFINITIONS = 64L << 20;

    /** How long a look at the disk holds: no disk takes so much in this time. */
    private static final long LOOK_HOLDS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Pattern WRITES_DEFINITION = Pattern.compile("\\s*(CREATE|ALTER)\\s", Pattern.CASE_INSENSITIVE);

    /** What the front of the embedded ClickHouse understands, and no server. */
    private static final String SYNC = "SYSTEM SYNC FILE SYSTEM";

    private static final int SYNTAX_ERROR = 62;
    private static final int CANNOT_FSYNC = 204;

    private final Client client;
    private volatile @Nullable Durability durability;

    /** When there was room last. */
    private volatile long roomSeen = System.nanoTime() - LOOK_HOLDS;

    public ClickHouseClient(ClickHouseConfig config) {
        int timeoutMillis = Math.toIntExact(config.requestTimeout().toMillis());
        Client.Builder builder = new Client.Builder()
                .addEndpoint(config.endpoint())
                .setUsername(config.user())
                .setPassword(config.password())
                .setMaxConnections(config.maxConnections())
                // The connection used last is the one least likely to have been closed by the server.
                .setConnectionReuseStrategy(ConnectionReuseStrategy.LIFO)
                .setConnectTimeout(config.connectTimeout().toMillis(), ChronoUnit.MILLIS)
                .setConnectionRequestTimeout(config.requestTimeout().toMillis(), ChronoUnit.MILLIS)
                .setSocketTimeout(timeoutMillis, ChronoUnit.MILLIS)
                .setSocketTcpNodelay(true)
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                .compressServerResponse(false)
                .compressClientRequest(false)
                .setClientName("millrace");
        SSLContext trust = config.trust();
        if (trust != null && config.endpoint().startsWith("https:")) {
            builder.setSSLContext(trust);
        }
        this.client = builder.build();
    }

    /**
     * Runs a statement that answers with nothing worth reading. One that makes or changes a table, view or database is refused
     * with {@link ErrorCode#WAREHOUSE_OVERLOADED} while the server's disk is nearly full: ClickHouse (26.7, for one) writes an empty
     * definition then, says that all is well, and drops the table at its next start.
     */
    public void execute(String sql) {
        execute(sql, Map.of());
    }

    /** As {@link #execute(String)}. */
    public void execute(String sql, Map<String, ?> params) {
        if (WRITES_DEFINITION.matcher(sql).lookingAt()) {
            requireRoom();
        }
        stream(sql, params, "TabSeparated", InputStream::readAllBytes);
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
                return; // Who may not look has to see to it otherwise: the alert on disks does.
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
                                + " MiB free to be safe. Free some space; this goes on by itself.",
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
        stream(sql, params, "JSONCompactEachRowWithNamesAndTypes", in -> RowReader.read(in, rows));
    }

    /**
     * Copies the result to {@code out} as the server formats it.
     *
     * @param format a ClickHouse format name such as {@code PrettyCompact} or {@code JSONEachRow}; a FORMAT clause in the
     *     SQL wins
     */
    public void copy(String sql, Map<String, ?> params, String format, OutputStream out) {
        stream(sql, params, format, in -> in.transferTo(out));
    }

    /**
     * Copies the result of somebody's own statement to {@code out}, once it is there as a whole: what fails, fails before the first byte.
     *
     * @param format as in {@link #copy}
     * @param serverSettings limits, by the server's names
     * @throws RefusedStatementException where the server refuses the statement, with its own words
     * @throws IllegalArgumentException where the client does not know the format
     */
    public void ask(String sql, String format, Map<String, String> serverSettings, OutputStream out) {
        QuerySettings settings =
                new QuerySettings().setFormat(ClickHouseFormat.valueOf(format)).serverSetting("wait_end_of_query", "1");
        serverSettings.forEach(settings::serverSetting);
        try (QueryResponse response = await(client.query(sql, Map.of(), settings))) {
            response.getInputStream().transferTo(out);
        } catch (Exception e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof ServerException refusal) {
                    throw new RefusedStatementException(refusal.getCode(), String.valueOf(refusal.getMessage()));
                }
            }
            throw ServerErrors.translate("query", e);
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
                    "ClickHouse: is no longer the embedded one: restart Millrace",
                    null);
        }
    }

    /** @return false where the server does not know the statement */
    private boolean sync() {
        try (QueryResponse response = await(client.query(SYNC, Map.of(), new QuerySettings()))) {
            return true;
        } catch (ServerException e) {
            if (e.getCode() == SYNTAX_ERROR) {
                return false;
            }
            if (e.getCode() == CANNOT_FSYNC) {
                throw new WarehouseException(ErrorCode.WAREHOUSE_DISK_FAILED, "ClickHouse: " + e.getMessage(), e);
            }
            throw ServerErrors.translate("sync", e);
        } catch (Exception e) {
            throw ServerErrors.translate("sync", e);
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
        InsertSettings settings = new InsertSettings()
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // JSON columns travel as text.
                .serverSetting("input_format_binary_read_json_as_string", "1");
        DataStreamWriter writer = body::writeTo;
        try (InsertResponse response =
                await(client.insert(table, columns, writer, ClickHouseFormat.RowBinary, settings))) {
            // An answer means that the rows are there; it holds nothing else of use.
        } catch (Exception e) {
            throw ServerErrors.translate("insert into " + table, e);
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

    private void stream(String sql, Map<String, ?> params, String format, Answer answer) {
        QuerySettings settings = new QuerySettings()
                .setFormat(ClickHouseFormat.valueOf(format))
                // In RowBinary this concerns JSON columns only, where a quoted number would come back as text.
                .serverSetting("output_format_json_quote_64bit_integers", format.equals("RowBinary") ? "0" : "1")
                .serverSetting("output_format_json_quote_decimals", "1")
                .serverSetting("output_format_json_quote_denormals", "1")
                .serverSetting("output_format_json_validate_utf8", "1")
                .serverSetting("date_time_output_format", "iso")
                .serverSetting("output_format_binary_write_json_as_string", "1");
        try (QueryResponse response = await(client.query(sql, new LinkedHashMap<>(params), settings))) {
            answer.read(response.getInputStream());
        } catch (Exception e) {
            throw ServerErrors.translate("query", e);
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
        client.close();
    }
}
