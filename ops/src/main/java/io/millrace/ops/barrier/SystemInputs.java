package io.millrace.ops.barrier;

import io.millrace.config.Config;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.kafka.UnfinishedLoads;
import io.millrace.ops.probe.SourceConnection;
import io.millrace.ops.warehouse.BarrierQueries;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.catalog.TableSize;
import io.millrace.postgres.probe.LogicalMessages;
import io.millrace.postgres.probe.SlotProbe;
import io.millrace.postgres.probe.SlotState;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Source, change stream and warehouse as they are. What many barriers ask for at the same time is asked for once.
 * Clients are opened when they are needed. Thread-safe.
 */
public final class SystemInputs implements BarrierInputs, AutoCloseable {
    /** Less than the pause of a barrier from one look to the next. */
    private static final long SHARED_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final SourceConnection source;
    private final PostgresUrl url;
    private final Config.Source settings;
    private final ChangeStreamTopics topics;
    private final Brokers brokers;
    private final BarrierQueries warehouse;
    private @Nullable Admin admin;
    private OptionalLong confirmed = OptionalLong.empty();
    private long confirmedAt = System.nanoTime() - SHARED_NANOS;
    private Map<Integer, Long> landed = Map.of();
    private long landedAt = System.nanoTime() - SHARED_NANOS;

    /** @param warehouse stays the caller's */
    public SystemInputs(Config config, BarrierQueries warehouse) {
        this.url = SourceWiring.url(config);
        this.source = new SourceConnection(url);
        this.settings = config.source();
        this.topics = KafkaWiring.topics(config);
        this.brokers = KafkaWiring.brokers(config);
        this.warehouse = warehouse;
    }

    @Override
    public long mark() throws SQLException {
        return source.ask(connection -> new LogicalMessages(connection).barrier());
    }

    @Override
    public void nudge() throws SQLException {
        long unused = source.ask(connection -> new LogicalMessages(connection).emit(MessagePrefix.BARRIER, ""));
    }

    @Override
    public synchronized OptionalLong confirmed() throws SQLException {
        long now = System.nanoTime();
        if (now - confirmedAt >= SHARED_NANOS) {
            confirmed = source.ask(connection -> new SlotProbe(connection, settings.slot()).sample())
                    .map(SlotState::confirmedFlushLsn)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
            confirmedAt = now;
        }
        return confirmed;
    }

    @Override
    public Map<Integer, Long> streamEnd() {
        return new StreamOffsets(admin()).end(topics.changes());
    }

    @Override
    public Map<Integer, Long> landed() {
        synchronized (warehouse) {
            long now = System.nanoTime();
            if (now - landedAt >= SHARED_NANOS) {
                landed = warehouse.landed(topics.changes());
                landedAt = now;
            }
            return landed;
        }
    }

    @Override
    public List<String> joiningTables() throws SQLException {
        Set<Long> shown = warehouse.shownOids();
        Set<String> loaded = warehouse.loaded();
        return source.ask(connection -> joining(connection, shown, loaded));
    }

    /** Without those that cannot be shown as they are. */
    private List<String> joining(Connection connection, Set<Long> shown, Set<String> loaded) throws SQLException {
        SourceTables tables = new SourceTables(connection, settings.publication(), 0, Duration.ZERO);
        Predicate<TableId> captured = SourceWiring.capturedTables(settings);
        ColumnRules rules = SourceWiring.columnRules(settings);
        List<String> joining = new ArrayList<>();
        for (TableSize table : tables.sizes()) {
            String name = table.table().toString();
            if (!shown.contains(table.oid())
                    && !loaded.contains(name)
                    && captured.test(table.table())
                    && tables.obstacle(table.table(), table.oid(), rules, url.user())
                            .isEmpty()) {
                joining.add(name);
            }
        }
        return joining;
    }

    @Override
    public long loadsAsked() {
        return new UnfinishedLoads(admin(), topics).asked();
    }

    @Override
    public long loadsDone() {
        return new UnfinishedLoads(admin(), topics).done();
    }

    @Override
    public String loads() {
        return warehouse.underWay();
    }

    private synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = KafkaClients.admin(brokers);
            admin = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        source.close();
        if (admin != null) {
            admin.close(Duration.ofSeconds(2));
            admin = null;
        }
    }
}
