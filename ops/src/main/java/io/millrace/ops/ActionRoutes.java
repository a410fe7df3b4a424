package io.millrace.ops;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.config.Config;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.ops.barrier.BarrierApi;
import io.millrace.ops.barrier.Barriers;
import io.millrace.ops.barrier.SystemInputs;
import io.millrace.ops.control.CaptureApi;
import io.millrace.ops.control.RequestApi;
import io.millrace.ops.control.RequestSender;
import io.millrace.ops.control.ResyncApi;
import io.millrace.ops.control.TableApi;
import io.millrace.ops.control.VerificationApi;
import io.millrace.ops.http.LongPoll;
import io.millrace.ops.http.Route;
import io.millrace.ops.query.QueryApi;
import io.millrace.ops.warehouse.BarrierQueries;
import io.millrace.ops.warehouse.LoadQueries;
import io.millrace.ops.warehouse.RequestQueries;
import io.millrace.ops.warehouse.ServiceQueries;
import io.millrace.ops.warehouse.SlotQueries;
import io.millrace.ops.warehouse.TableDetailQueries;
import io.millrace.ops.warehouse.TableQueries;
import io.millrace.ops.warehouse.VerificationQueries;
import io.millrace.ops.warehouse.WarehouseReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The part of the API that acts, but for dead letters: requests to the controller, barriers, statements. */
final class ActionRoutes implements AutoCloseable {
    /** Of requests that are followed. */
    private static final int MOST_FOLLOWED = 32;

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final RequestSender sender;
    private final SystemInputs inputs;
    private final List<Route> routes;

    /**
     * @param signature of conditions
     * @param writer writes the audit
     * @param reader reads what is shown
     * @param statements asks people's statements; empty if there is no login for that
     */
    ActionRoutes(
            Config config,
            ConditionSignature signature,
            ClickHouseClient writer,
            WarehouseReader reader,
            Optional<ClickHouseClient> statements,
            Clock clock) {
        this.sender = RequestSender.of(config, writer, signature, clock);
        this.inputs = new SystemInputs(config, new BarrierQueries(reader));
        String slot = config.source().slot();
        LongPoll poll = new LongPoll(MOST_FOLLOWED, PAUSE);
        RequestQueries requests = new RequestQueries(reader, clock);
        LoadQueries loads = new LoadQueries(reader, clock);
        VerificationQueries verifications = new VerificationQueries(reader);
        this.routes = Stream.of(
                        new RequestApi(requests, poll).routes(),
                        new ResyncApi(sender, requests, loads, poll).routes(),
                        new VerificationApi(sender, requests, verifications, poll).routes(),
                        new CaptureApi(
                                        sender,
                                        requests,
                                        new ServiceQueries(reader, clock),
                                        new SlotQueries(reader),
                                        slot)
                                .routes(),
                        new TableApi(new TableDetailQueries(reader), new TableQueries(reader), loads, verifications)
                                .routes(),
                        new BarrierApi(new Barriers(inputs, slot, clock)).routes(),
                        new QueryApi(statements).routes())
                .flatMap(List::stream)
                .toList();
    }

    List<Route> routes() {
        return routes;
    }

    @Override
    public void close() {
        inputs.close();
        sender.close();
    }
}
