package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.connect.ConnectClient;
import io.millrace.core.duty.Duties;
import io.millrace.kafka.Brokers;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.postgres.PostgresUrl;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every other system each two seconds, each second while it is not up, and records samples. Each check has its own
 * thread, so that a hanging system only blocks its own check.
 */
public final class Probe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Probe.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final Clock clock;
    private final Duties duties;
    private final Outboxes outboxes;
    private final Recorder recorder;
    private final HttpClient http;
    private final List<ServiceWatch> watches = new ArrayList<>();
    private final List<RowCounter> counters = new ArrayList<>();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final ScheduledThreadPoolExecutor threads;
    private BooleanSupplier allowed = () -> true;
    private Supplier<ProbeState.@Nullable ObservedSlot> slotSeen = () -> null;
    private Supplier<ProbeState.@Nullable ObservedConnector> connectorSeen = () -> null;
    private Supplier<@Nullable Duration> retentionSeen = () -> null;

    /**
     * @param warehouse where the samples go; stays the caller's
     * @param source the source's name
     * @param duties of the process, which are recorded, too
     */
    public Probe(ClickHouseClient warehouse, String source, Duties duties, Clock clock) {
        this.duties = duties;
        this.clock = clock;
        this.outboxes = Outboxes.create(clock);
        this.recorder = new Recorder(warehouse, source, duties::statuses, outboxes, clock);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        this.threads = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "probe");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A process of ours that serves {@code /readyz}. */
    public Probe process(ServiceName service, URI address) {
        return watch(service, new HttpCheck(http, address));
    }

    public Probe kafka(Brokers brokers, String topic) {
        KafkaCheck check = new KafkaCheck(brokers, topic, outboxes.logs(), clock);
        owned.add(check);
        retentionSeen = check::retention;
        return watch(ServiceName.KAFKA, check);
    }

    /** Postgres, its slot and its tables; and Connect, whose connector reads the slot. */
    public Probe capture(PostgresUrl source, String slot, String publication, ConnectClient connect, String connector) {
        SourceConnection forSlot = new SourceConnection(source);
        SourceConnection forRows = new SourceConnection(source);
        owned.add(forSlot);
        owned.add(forRows);
        PostgresCheck check = new PostgresCheck(forSlot, slot, outboxes.slots(), clock);
        watch(ServiceName.POSTGRES, check);
        counters.add(new RowCounter(forRows, publication, outboxes.sources(), clock));
        ConnectCheck forConnector = new ConnectCheck(connect, connector, check::slotIdle, clock);
        slotSeen = check::last;
        connectorSeen = forConnector::last;
        return watch(ServiceName.CONNECT, forConnector);
    }

    /** Asked before each look and each record: nothing is done while it says no. */
    public Probe onlyWhile(BooleanSupplier condition) {
        allowed = condition;
        return this;
    }

    public void start() {
        threads.setCorePoolSize(watches.size() + counters.size() + 1);
        watches.forEach(watch -> repeat("probe_" + watch.service().text(), watch));
        counters.forEach(counter -> repeat("probe_rows", counter));
        repeat("samples", this::record);
    }

    /** The last observations, without querying the warehouse. */
    public ProbeState probeState() {
        Map<ServiceName, ServiceSample> services = new EnumMap<>(ServiceName.class);
        for (ServiceWatch watch : watches) {
            put(services, watch.last());
        }
        put(services, recorder.last());
        return new ProbeState(services, slotSeen.get(), connectorSeen.get(), retentionSeen.get());
    }

    private static void put(Map<ServiceName, ServiceSample> services, @Nullable ServiceSample sample) {
        if (sample != null) {
            services.put(ServiceName.of(sample.service()), sample);
        }
    }

    private void record() {
        watches.forEach(ServiceWatch::reportIfOverdue);
        recorder.record();
    }

    private Probe watch(ServiceName service, Check check) {
        watches.add(new ServiceWatch(service, check, outboxes.services(), clock));
        return this;
    }

    private void repeat(String duty, Runnable task) {
        Runnable guarded = () -> {
            if (allowed.getAsBoolean()) {
                task.run();
            }
        };
        var unused =
                threads.scheduleWithFixedDelay(duties.repeated(duty, guarded), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (AutoCloseable it : owned) {
            try {
                it.close();
            } catch (Exception e) {
                log.warn("Could not close a client of the probe", e);
            }
        }
    }
}
