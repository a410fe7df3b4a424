package io.millrace.ops.http;

import io.millrace.ops.warehouse.SchemaChangeQueries;
import java.util.List;

/** How the warehouse's tables followed the source's. */
public final class SchemaChangeApi {
    private final SchemaChangeQueries changes;

    public SchemaChangeApi(SchemaChangeQueries changes) {
        this.changes = changes;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "/api/schema-changes",
                request -> Responses.json(
                        request, changes.latest(RequestParameters.query(request, "limit", 100, 1, 500)))));
    }
}
