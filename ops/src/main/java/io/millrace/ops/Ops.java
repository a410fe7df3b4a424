package io.millrace.ops;

import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.config.TlsFiles;
import io.millrace.core.duty.Duties;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.ops.alert.AlertViews;
import io.millrace.ops.alert.AlertWatch;
import io.millrace.ops.alert.FactsReading;
import io.millrace.ops.alert.UnwrittenAlerts;
import io.millrace.ops.api.Site;
import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.deadletter.DeadLetterService;
import io.millrace.ops.deadletter.DeadLetterServiceFactory;
import io.millrace.ops.demo.ShopQueries;
import io.millrace.ops.demo.ShopReading;
import io.millrace.ops.http.AlertApi;
import io.millrace.ops.http.Bind;
import io.millrace.ops.http.DeadLetterActionApi;
import io.millrace.ops.http.DeadLetterApi;
import io.millrace.ops.http.HealthApi;
import io.millrace.ops.http.JourneyApi;
import io.millrace.ops.http.OpsServer;
import io.millrace.ops.http.OverviewApi;
import io.millrace.ops.http.RescuedApi;
import io.millrace.ops.http.Route;
import io.millrace.ops.http.SchemaChangeApi;
import io.millrace.ops.lease.LeaseTable;
import io.millrace.ops.lease.OpsLease;
import io.millrace.ops.metrics.AlertMetrics;
import io.millrace.ops.metrics.Metrics;
import io.millrace.ops.overview.OverviewFeed;
import io.millrace.ops.overview.OverviewReading;
import io.millrace.ops.overview.TableReading;
import io.millrace.ops.probe.Probe;
import io.millrace.ops.query.QueryApi;
import io.millrace.ops.warehouse.AlertQueries;
import io.millrace.ops.warehouse.DeadLetterQueries;
import io.millrace.ops.warehouse.FactQueries;
import io.millrace.ops.warehouse.FlowQueries;
import io.millrace.ops.warehouse.JourneyQueries;
import io.millrace.ops.warehouse.LagQueries;
import io.millrace.ops.warehouse.LoadQueries;
import io.millrace.ops.warehouse.RescuedQueries;
import io.millrace.ops.warehouse.SchemaChangeQueries;
import io.millrace.ops.warehouse.ServiceQueries;
import io.millrace.ops.warehouse.SlotQueries;
import io.millrace.ops.warehouse.TableQueries;
import io.millrace.ops.warehouse.WarehouseReader;
import io.millrace.ops.webhook.Webhooks;
import io.millrace.wiring.ConnectWiring;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import io.millrace.wiring.WarehouseWiring;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition of the ops process. Two halves that share only the warehouse: the probe writes samples of the other
 * systems into it, the API reads from it.
 */
final class Ops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ops.class);
    private static final Duration PICTURE = Duration.ofSeconds(1);

    /** Limits of resolved alerts in the overview: age and number. */
    private static final int SHOWN_HOURS = 24;

    private static final int SHOWN_ALERTS = 30;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Clock clock = Clock.systemUTC();
    private final Duties duties = new Duties(clock, Ops::dutyFailed);
    private final Config config;
    private final String topic;
    private final ActiveDuties active;
    private final List<Route> routes;
    private final OpsServer server;

    /**
     * Creates the parts.
     *
     * @throws ConfigException if an address is missing, or ops would be open to everyone
     */
    Ops(Config config) {
        this(config, Optional.empty());
    }

    /** The same, without a key for conditions. */
    Ops(Config config, Optional<String> readerUrl) {
        this(config, readerUrl, ConditionSignature.ofNobody());
    }

    /**
     * The same.
     *
     * @param readerUrl the warehouse with a read-only user, for all queries of the API. Empty: {@code warehouse.url},
     *     and people's own statements are refused
     * @param signature of conditions for resyncs
     */
    Ops(Config config, Optional<String> readerUrl, ConditionSignature signature) {
        this.config = config;
        this.topic = KafkaWiring.topics(config).changes();
        own(duties);
        ClickHouseConfig warehouse = WarehouseWiring.client(config);
        ClickHouseClient forSamples = own(client(warehouse, 1, Duration.ofSeconds(5)));
        ClickHouseClient forAlerts = own(client(warehouse, 1, Duration.ofSeconds(5)));
        OpsLease lease = OpsLease.of(
                new LeaseTable(
                        own(client(warehouse, 1, Duration.ofSeconds(5))),
                        config.source().name()),
                UUID.randomUUID().toString());
        this.active = own(new ActiveDuties(lease, () -> parts(lease, forSamples, forAlerts), duties));
        ClickHouseConfig reading =
                readerUrl.map(url -> WarehouseWiring.client(config, url)).orElse(warehouse);
        WarehouseReader quick = reader(own(client(reading, 32, Duration.ofSeconds(2))));
        WarehouseReader patient = reader(own(client(reading, 4, Duration.ofSeconds(30))));
        DeadLetterService service = DeadLetterServiceFactory.of(
                config, own(client(warehouse, 2, Duration.ofSeconds(30))), topic, KafkaWiring.brokers(config));
        ActionRoutes actions = own(new ActionRoutes(
                config,
                signature,
                own(client(warehouse, 2, Duration.ofSeconds(30))),
                patient,
                readerUrl.map(url -> own(client(reading, 4, QueryApi.PATIENCE))),
                clock));
        this.routes = Stream.concat(routes(quick, patient, service).stream(), actions.routes().stream())
                .toList();
        this.server = own(new OpsServer(
                Bind.parse(config.ops().bind()),
                config.ops().token(),
                config.ops().webDir().map(Path::of),
                routes,
                clock,
                config.ops()
                        .tlsCertificate()
                        .map(file -> TlsFiles.keyStore(
                                Path.of(file), Path.of(config.ops().tlsKey().orElseThrow())))));
    }

    /** The whole API. */
    List<Route> routes() {
        return routes;
    }

    /** Starts listening; waits for a warehouse or another system that does not answer yet. */
    void start() {
        server.start();
        active.start();
    }

    int port() {
        return server.port();
    }

    private List<Route> routes(WarehouseReader quick, WarehouseReader patient, DeadLetterService service) {
        FlowQueries flow = new FlowQueries(quick);
        TableQueries tables = new TableQueries(quick);
        String source = config.source().name();
        AlertViews latest = new AlertViews(new AlertQueries(quick, source));
        OverviewFeed feed = new OverviewFeed(overview(quick, patient, flow, latest), clock, PICTURE);
        Metrics metrics = own(new Metrics(feed, new AlertMetrics(active::firing, active::situation)));
        return Stream.of(
                        new OverviewApi(feed, new FlowQueries(patient), site()).routes(),
                        new DeadLetterApi(new DeadLetterQueries(patient, topic), topic).routes(),
                        new DeadLetterActionApi(service, topic).routes(),
                        new AlertApi(new AlertViews(new AlertQueries(patient, source))).routes(),
                        new SchemaChangeApi(new SchemaChangeQueries(patient)).routes(),
                        new RescuedApi(new RescuedQueries(patient), source).routes(),
                        new JourneyApi(tables, new JourneyQueries(quick), source).routes(),
                        new HealthApi(
                                        flow::lastMinute,
                                        () -> duties.problem().or(active::problem),
                                        active::role,
                                        metrics::scrape)
                                .routes())
                .flatMap(List::stream)
                .toList();
    }

    private OverviewReading overview(
            WarehouseReader quick, WarehouseReader patient, FlowQueries flow, AlertViews latest) {
        String database = config.warehouse().database();
        ExecutorService background = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "costly-readings");
            thread.setDaemon(true);
            return thread;
        });
        own(background::shutdownNow);
        return new OverviewReading(
                new ServiceQueries(quick, clock),
                flow,
                new LagQueries(quick, clock),
                new SlotQueries(quick),
                () -> latest.latest(SHOWN_HOURS, SHOWN_ALERTS),
                new OverviewReading.Names(topic, config.source().slot()),
                new OverviewReading.Costly(
                        new TableReading(
                                new TableQueries(patient),
                                new LoadQueries(patient, clock),
                                config.source().name(),
                                database),
                        new DeadLetterQueries(patient, topic)::overview,
                        shop(patient)),
                background,
                clock);
    }

    /** Of the demo only; any other source can have tables of such names. */
    private Supplier<Optional<Shop>> shop(WarehouseReader patient) {
        return config.ops().services().containsKey(ServiceName.SHOP.text())
                ? new ShopReading(new ShopQueries(patient), clock)
                : Optional::empty;
    }

    private ActiveDuties.Parts parts(OpsLease lease, ClickHouseClient forSamples, ClickHouseClient forAlerts) {
        Duties ofTerm = new Duties(clock, Ops::dutyFailed);
        Probe probe = probe(forSamples, ofTerm).onlyWhile(lease::isActive);
        return new ActiveDuties.Parts(
                ofTerm, probe, alerts(forAlerts, reader(forAlerts), probe, ofTerm, lease::isActive));
    }

    private static void dutyFailed(String name, Throwable cause) {
        log.error("The duty {} has failed and restarts", name, cause);
    }

    private AlertWatch alerts(
            ClickHouseClient client, WarehouseReader reader, Probe probe, Duties ofTerm, BooleanSupplier allowed) {
        Config.Source source = config.source();
        UnwrittenAlerts unwritten = new UnwrittenAlerts();
        FactsReading facts = new FactsReading(
                new FactQueries(reader),
                new LagQueries(reader, clock),
                new TableQueries(reader),
                source.name(),
                topic,
                source.slot(),
                clock);
        String sourceHost = SourceWiring.url(config).host();
        return new AlertWatch(
                source.name(),
                config.alerts(),
                new AlertWatch.Inputs(
                        probe::probeState,
                        config.alerts().folders().stream().map(Path::of).toList(),
                        LOOPBACK.contains(sourceHost),
                        facts),
                new AlertQueries(reader, source.name()),
                new AlertTable(client),
                unwritten,
                new Webhooks(config.alerts().webhooks(), unwritten::add, allowed, clock),
                ofTerm,
                allowed,
                clock);
    }

    private Probe probe(ClickHouseClient warehouse, Duties ofTerm) {
        Config.Source source = config.source();
        Probe probe = new Probe(warehouse, source.name(), ofTerm, clock)
                .capture(
                        SourceWiring.url(config),
                        source.slot(),
                        source.publication(),
                        ConnectWiring.client(config, Duration.ZERO),
                        ConnectWiring.connectorName(config))
                .kafka(KafkaWiring.brokers(config), topic);
        Map<String, String> services = config.ops().services();
        for (ServiceName process : List.of(ServiceName.CONTROLLER, ServiceName.PIPELINE, ServiceName.SHOP)) {
            Optional.ofNullable(services.get(process.text()))
                    .ifPresent(address -> probe.process(process, URI.create(address)));
        }
        return probe;
    }

    private Site site() {
        String shop = config.ops().services().get(ServiceName.SHOP.text());
        return new Site(
                config.source().name(),
                config.warehouse().database(),
                topic,
                shop == null ? null : URI.create(shop).resolve("/").toString());
    }

    private WarehouseReader reader(ClickHouseClient client) {
        return new WarehouseReader(client, config.source().name());
    }

    private static ClickHouseClient client(ClickHouseConfig config, int connections, Duration patience) {
        return new ClickHouseClient(
                config.withMaxConnections(connections).withTimeouts(Duration.ofSeconds(1), patience));
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                // The others must be closed anyway, and the process ends.
                System.err.println("While closing: " + e.getMessage());
            }
        }
    }
}
