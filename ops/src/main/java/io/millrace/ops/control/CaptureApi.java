package io.millrace.ops.control;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.ops.api.control.CaptureReport;
import io.millrace.ops.api.control.ControlBody;
import io.millrace.ops.api.control.PartitionsBody;
import io.millrace.ops.api.control.RequestReport;
import io.millrace.ops.api.flow.Slot;
import io.millrace.ops.api.topology.Service;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.api.topology.State;
import io.millrace.ops.http.Body;
import io.millrace.ops.http.Responses;
import io.millrace.ops.http.Route;
import io.millrace.ops.probe.ConnectCheck;
import io.millrace.ops.warehouse.RequestQueries;
import io.millrace.ops.warehouse.ServiceQueries;
import io.millrace.ops.warehouse.SlotQueries;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** How the capture is, pausing and resuming it as a whole, and the partitions of its stream. */
public final class CaptureApi {
    private static final String PAUSED = "paused";

    private final RequestSender sender;
    private final RequestQueries requests;
    private final ServiceQueries services;
    private final SlotQueries slots;
    private final String slot;

    /** @param slot the name of the replication slot */
    public CaptureApi(
            RequestSender sender, RequestQueries requests, ServiceQueries services, SlotQueries slots, String slot) {
        this.sender = sender;
        this.requests = requests;
        this.services = services;
        this.slots = slots;
        this.slot = slot;
    }

    public List<Route> routes() {
        return List.of(
                new Route("/api/capture", request -> Responses.json(request, capture())),
                new Route(HandlerType.POST, "/api/capture/pause", request -> ask(request, ControlRequest.Kind.PAUSE)),
                new Route(HandlerType.POST, "/api/capture/resume", request -> ask(request, ControlRequest.Kind.RESUME)),
                new Route(HandlerType.POST, "/api/capture/partitions", this::raise));
    }

    private void raise(Context request) throws IOException {
        PartitionsBody body = Body.read(request, PartitionsBody.class);
        send(
                request,
                ControlRequest.Kind.PARTITIONS,
                ControlRequest.Options.ofPartitions(body.partitions()),
                Asker.of(request, body.by(), body.client(), body.note()));
    }

    private void ask(Context request, ControlRequest.Kind kind) throws IOException {
        ControlBody body = Body.read(request, ControlBody.class);
        send(request, kind, ControlRequest.Options.NONE, Asker.of(request, body.by(), body.client(), body.note()));
    }

    private void send(Context request, ControlRequest.Kind kind, ControlRequest.Options options, Asker asker) {
        RequestSender.Sent sent = sender.send(kind, List.of(), options, asker, ControlAnswers.idempotencyKey(request));
        ControlAnswers.accepted(request, sent, "/api/requests", RequestApi.find(requests, sent.id()));
    }

    private CaptureReport capture() {
        RequestReport last = requests.latestOfCapture().orElse(null);
        Slot sample = slots.slot(slot).orElse(null);
        for (Service service : services.services()) {
            if (service.name() == ServiceName.CONNECT) {
                return new CaptureReport(
                        state(service), service.detail(), service.since(), service.sampledAt(), last, sample);
            }
        }
        return new CaptureReport("unknown", "Connect was not looked at within the last hour", null, null, last, sample);
    }

    private static String state(Service connect) {
        if (connect.state() == State.DEGRADED && ConnectCheck.isPaused(connect.detail())) {
            return PAUSED;
        }
        return connect.state() == State.UP ? "running" : connect.state().name().toLowerCase(Locale.ROOT);
    }
}
