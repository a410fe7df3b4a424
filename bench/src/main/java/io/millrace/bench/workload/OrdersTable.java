package io.millrace.bench.workload;

import io.millrace.bench.system.SourceDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A table of orders with 12 columns in the schema {@code millrace_bench}, and the procedures that write to it. */
public final class OrdersTable implements BenchTable {
    /** Rows with ids from here on mark the end of a mix. */
    public static final long MARKERS_FROM = 1_000_000_000_000L;

    /** Enough for each partition of the change stream to have some. */
    public static final int MARKERS = 64;

    /** Distance of ids between clients of a mix. */
    private static final long CLIENT_STRIDE = 100_000_000L;

    private static final int CLIENTS = 4;
    private static final String SCHEMA = "millrace_bench.";

    private final SourceDatabase source;
    private final String simpleName;

    /** @param simpleName the table's name without its schema: lower-case letters, digits and {@code _} */
    public OrdersTable(SourceDatabase source, String simpleName) {
        this.source = source;
        this.simpleName = simpleName;
    }

    @Override
    public String name() {
        return SCHEMA + simpleName;
    }

    @Override
    public void create() {
        source.execute(script(""));
    }

    /** Creates it hidden from capture, until {@code ALTER TABLE … SET LOGGED}. */
    public void createUnlogged() {
        source.execute(script("UNLOGGED"));
    }

    private String script(String unlogged) {
        return template()
                .replace("@TABLE@", name())
                .replace("@NAME@", simpleName)
                .replace("@UNLOGGED@", unlogged);
    }

    private static String template() {
        try (InputStream in = OrdersTable.class.getResourceAsStream("/io/millrace/bench/orders.sql")) {
            if (in == null) {
                throw new IllegalStateException("orders.sql is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lowest free id, apart from markers. */
    public long nextId() {
        return source.number("SELECT coalesce(max(id), 0) + 1 FROM " + name() + " WHERE id < " + MARKERS_FROM);
    }

    public long count() {
        return source.number("SELECT count(*) FROM " + name());
    }

    /** A statement that makes transactions of one row each. */
    public String insertCall(long first, long amount) {
        return "CALL " + SCHEMA + simpleName + "_insert(" + first + ", " + amount + ")";
    }

    /** Makes a backlog of transactions of one row each, as fast as Postgres takes them. */
    public void insert(long rows) throws InterruptedException {
        long first = nextId();
        source.together(IntStream.range(0, CLIENTS)
                .mapToObj(client -> {
                    long from = first + rows * client / CLIENTS;
                    return insertCall(from, first + rows * (client + 1) / CLIENTS - from);
                })
                .toList());
    }

    /**
     * Makes a backlog of {@code base} inserts, {@code operations} of 60 % updates, 30 % inserts and 10 % deletes, and
     * {@value #MARKERS} markers. Returns how many changes that are.
     */
    public long mix(long base, long operations) throws InterruptedException {
        long first = nextId();
        source.together(IntStream.range(0, CLIENTS)
                .mapToObj(client -> String.format(
                        Locale.ROOT,
                        "CALL %s%s_mix(%d, %d, %d, %.3f)",
                        SCHEMA,
                        simpleName,
                        first + client * CLIENT_STRIDE,
                        share(base, client),
                        share(operations, client),
                        (client + 1) / 1000.0))
                .toList());
        long marker = Math.max(MARKERS_FROM, source.number("SELECT coalesce(max(id), 0) + 1 FROM " + name()));
        source.together(List.of(insertCall(marker, MARKERS)));
        return base + operations + MARKERS;
    }

    static long share(long amount, int client) {
        return amount * (client + 1) / CLIENTS - amount * client / CLIENTS;
    }

    /** Adds rows in one transaction. */
    public void fill(long rows) {
        long first = nextId();
        source.execute("INSERT INTO " + name() + " SELECT i, (i * 7919 % 100000)::int,"
                + " 'SKU-' || lpad((i * 31 % 5000)::text, 5, '0'), 1 + (i % 9)::int, i * 37 % 20000 / 100.0,"
                + " i * 37 % 20000 / 100.0 * (1 + i % 9), 'EUR', 'NEW',"
                + " CASE WHEN i % 4 > 0 THEN 'order ' || md5(i::text) END, now(), now(), (i % 1024)::int"
                + " FROM generate_series(" + first + "::bigint, " + (first + rows - 1) + ") AS i");
        source.execute("ANALYZE " + name());
    }

    /** Drops its procedures; the table itself stays. */
    public void dropProcedures() {
        source.execute("DROP PROCEDURE IF EXISTS " + SCHEMA + simpleName + "_mix; DROP PROCEDURE IF EXISTS " + SCHEMA
                + simpleName + "_insert");
    }

    @Override
    public String sourceSums() {
        return "SELECT concat_ws(' ', count(*), coalesce(sum(id), 0), coalesce(sum(customer_id), 0),"
                + " coalesce(sum(quantity), 0), coalesce(sum((unit_price * 100)::bigint), 0),"
                + " coalesce(sum((total * 100)::bigint), 0), coalesce(sum(flags), 0),"
                + " coalesce(sum(length(sku) + length(status) + length(currency)), 0),"
                + " coalesce(sum(coalesce(length(note), -1)), 0),"
                + " coalesce(sum((extract(epoch FROM created_at) * 1000000)::bigint % 1000003), 0),"
                + " coalesce(sum((extract(epoch FROM updated_at) * 1000000)::bigint % 1000003), 0)) FROM " + name();
    }

    @Override
    public String warehouseSums(String view) {
        return "SELECT arrayStringConcat([toString(count()), toString(sum(id)), toString(sum(customer_id)),"
                + " toString(sum(quantity)), toString(sum(toInt64(unit_price * 100))),"
                + " toString(sum(toInt64(total * 100))), toString(sum(flags)),"
                + " toString(sum(length(sku) + length(status) + length(currency))),"
                + " toString(sum(ifNull(toInt64(length(note)), -1))),"
                + " toString(sum(toUnixTimestamp64Micro(created_at) % 1000003)),"
                + " toString(sum(toUnixTimestamp64Micro(updated_at) % 1000003))], ' ') FROM " + view;
    }
}
