package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.ApiJson;
import io.millrace.ops.api.Readiness;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Endpoints for supervisors and Prometheus. Readiness is public, so it queries the warehouse at most once a second. */
public final class HealthApi {
    private static final Logger log = LoggerFactory.getLogger(HealthApi.class);
    private static final long REMEMBERED_NANOS = 1_000_000_000L;

    private final Runnable check;
    private final Supplier<Optional<String>> duties;
    private final Supplier<String> role;
    private final Supplier<String> metrics;
    private final LongSupplier nanos;

    private @Nullable Readiness last;
    private long lookedAt;

    /**
     * @param check throws {@link WarehouseException} where ops cannot do its work
     * @param duties which of them are failing; empty for none
     * @param role active or standby
     * @param metrics the text exposition format
     */
    public HealthApi(
            Runnable check, Supplier<Optional<String>> duties, Supplier<String> role, Supplier<String> metrics) {
        this(check, duties, role, metrics, System::nanoTime);
    }

    HealthApi(
            Runnable check,
            Supplier<Optional<String>> duties,
            Supplier<String> role,
            Supplier<String> metrics,
            LongSupplier nanos) {
        this.check = check;
        this.duties = duties;
        this.role = role;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "/healthz", request -> request.contentType("text/plain").result("ok\n")),
                new Route("/readyz", this::ready),
                new Route(
                        "/metrics",
                        request -> request.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(metrics.get())));
    }

    private void ready(Context request) {
        Readiness now = readiness();
        if (!now.ready() && !Guard.isKnown(request)) {
            // The reason contains names of hosts, users and tables.
            now = new Readiness(
                    false, now.role(), "Ops cannot use the warehouse; its log says why, and this page with the token.");
        }
        Responses.json(request, now.ready() ? 200 : 503, ApiJson.text(now));
    }

    private synchronized Readiness readiness() {
        Readiness known = last;
        if (known != null && nanos.getAsLong() - lookedAt < REMEMBERED_NANOS) {
            return known;
        }
        Readiness now = look();
        if (!now.ready() && !now.equals(known)) {
            log.warn("not ready: {}", now.detail());
        }
        last = now;
        lookedAt = nanos.getAsLong();
        return now;
    }

    private Readiness look() {
        try {
            check.run();
            return duties.get()
                    .map(failing -> new Readiness(false, role.get(), failing))
                    .orElseGet(() -> new Readiness(true, role.get(), null));
        } catch (WarehouseException e) {
            return new Readiness(false, role.get(), e.getMessage());
        }
    }
}
