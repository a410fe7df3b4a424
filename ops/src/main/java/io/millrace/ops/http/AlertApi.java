package io.millrace.ops.http;

import io.millrace.ops.alert.AlertViews;
import java.util.List;

/** Firing and recent alerts with their deliveries. */
public final class AlertApi {
    private static final int MONTH_HOURS = 31 * 24;

    private final AlertViews alerts;

    public AlertApi(AlertViews alerts) {
        this.alerts = alerts;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "/api/alerts",
                request -> Responses.json(
                        request,
                        alerts.latest(
                                RequestParameters.query(request, "hours", 24, 1, MONTH_HOURS),
                                RequestParameters.query(request, "limit", 100, 1, 1_000)))));
    }
}
