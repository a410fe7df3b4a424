package io.millrace.launcher.capture;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.resync.ResyncNews;
import io.millrace.kafka.resync.ResyncNews.Stage;
import io.millrace.kafka.resync.ResyncRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the warehouse how loads of whole tables get on, for the console. No load waits for it: what cannot be written is
 * written later. Loads that go on are written again now and then, so that one whose launcher has died is not taken for one that
 * still goes on.
 */
final class LoadBook implements Runnable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration STATEMENT = Duration.ofSeconds(30);

    private final Config config;
    private final Consumer<String> log;
    private final Clock clock;
    private final Map<String, LoadTable.Entry> open = new LinkedHashMap<>();
    private final Map<String, LoadTable.Entry> unwritten = new LinkedHashMap<>();
    private @Nullable ClickHouseWarehouse warehouse;

    /**
     * @param config complete; without a warehouse nothing is written
     * @param log hears of trouble, in full sentences
     */
    LoadBook(Config config, Consumer<String> log, Clock clock) {
        this.config = config;
        this.log = log;
        this.clock = clock;
    }

    /** Requests that wait for their turn. */
    void asked(List<ResyncRequest> requests) {
        requests.forEach(request -> told(request, new ResyncNews(request.id(), request.table(), Stage.WAITING, 0, "")));
    }

    /** How the load for a request gets on; those of some rows are left out. */
    synchronized void told(ResyncRequest request, ResyncNews news) {
        if (!request.wholeTable() || config.warehouse().url().isEmpty()) {
            return;
        }
        LoadTable.Entry before = open.get(request.id());
        LoadTable.Entry entry = new LoadTable.Entry(
                config.source().name(),
                request.id(),
                news.table().toString(),
                news.stage().name().toLowerCase(Locale.ROOT),
                news.lsn(),
                before != null && before.lsn() == news.lsn() ? before.since() : now(),
                request.reason(),
                news.detail());
        if (news.stage().last()) {
            open.remove(request.id());
        } else {
            open.put(request.id(), entry);
        }
        unwritten.put(request.id(), entry);
    }

    private Instant now() {
        return clock.instant();
    }

    @Override
    public void run() {
        long again = System.nanoTime();
        String last = "";
        try {
            while (true) {
                if (System.nanoTime() - again > AGAIN.toNanos()) {
                    writeAgain();
                    again = System.nanoTime();
                }
                try {
                    write();
                    last = "";
                    Thread.sleep(POLL.toMillis());
                } catch (WarehouseException e) {
                    close();
                    if (!last.equals(String.valueOf(e.getMessage()))) {
                        last = String.valueOf(e.getMessage());
                        log.accept("The console does not see how loads get on, until the warehouse answers: " + last);
                    }
                    Thread.sleep(AFTER_TROUBLE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private synchronized void writeAgain() {
        open.forEach(unwritten::putIfAbsent);
    }

    private void write() {
        Map<String, LoadTable.Entry> entries;
        synchronized (this) {
            entries = new LinkedHashMap<>(unwritten);
        }
        if (entries.isEmpty()) {
            return;
        }
        opened().loads().write(List.copyOf(entries.values()));
        synchronized (this) {
            // What was told meanwhile is still to be written.
            entries.forEach(unwritten::remove);
        }
    }

    private ClickHouseWarehouse opened() {
        ClickHouseWarehouse known = warehouse;
        if (known == null) {
            ClickHouseConfig client = ClickHouseConfig.of(
                            config.warehouse().url().orElseThrow())
                    .trusting(config.warehouse().trust())
                    .withMaxConnections(1)
                    .withTimeouts(CONNECT, STATEMENT);
            known = ClickHouseWarehouse.open(
                    client, config.source().name(), config.warehouse().database());
            warehouse = known;
            known.prepare();
        }
        return known;
    }

    private void close() {
        ClickHouseWarehouse known = warehouse;
        if (known != null) {
            warehouse = null;
            known.close();
        }
    }
}
