package io.millrace.ops.http;

import io.millrace.ops.warehouse.RescuedQueries;
import java.util.List;

/** Values that their columns cannot hold. */
public final class RescuedApi {
    private final RescuedQueries rescued;
    private final String source;

    /** @param source the source's name */
    public RescuedApi(RescuedQueries rescued, String source) {
        this.rescued = rescued;
        this.source = source;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "/api/tables/{table}/rescued",
                request -> Responses.json(
                        request,
                        rescued.of(
                                source,
                                request.pathParam("table"),
                                RequestParameters.query(request, "limit", 100, 1, 1000)))));
    }
}
