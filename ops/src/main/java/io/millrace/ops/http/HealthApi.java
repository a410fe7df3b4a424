package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.ApiJson;
import io.millrace.ops.api.Readiness;
import io.millrace.ops.metrics.Metrics;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What supervisors and Prometheus ask. */
public final class HealthApi {
    private final Runnable check;
    private final Supplier<Optional<String>> duties;
    private final Metrics metrics;

    /**
     * @param check throws {@link WarehouseException} where ops cannot do its work
     * @param duties which of them are failing; empty for none
     */
    public HealthApi(Runnable check, Supplier<Optional<String>> duties, Metrics metrics) {
        this.check = check;
        this.duties = duties;
        this.metrics = metrics;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "/healthz", request -> request.contentType("text/plain").result("ok\n")),
                new Route("/readyz", this::ready),
                new Route(
                        "/metrics",
                        request -> request.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(metrics.scrape())));
    }

    private void ready(Context request) {
        try {
            check.run();
            Optional<String> failing = duties.get();
            if (failing.isPresent()) {
                Answers.json(request, 503, ApiJson.text(new Readiness(false, failing.get())));
                return;
            }
            Answers.json(request, new Readiness(true, null));
        } catch (WarehouseException e) {
            Answers.json(request, 503, ApiJson.text(new Readiness(false, e.getMessage())));
        }
    }
}
