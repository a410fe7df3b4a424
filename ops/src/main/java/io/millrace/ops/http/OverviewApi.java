package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.ops.api.Overview;
import io.millrace.ops.api.Site;
import io.millrace.ops.overview.Frame;
import io.millrace.ops.overview.OverviewFeed;
import io.millrace.ops.warehouse.FlowQueries;
import java.util.List;
import java.util.function.Function;

/** The overview and its parts. */
public final class OverviewApi {
    private static final int DAY_MINUTES = 1_440;

    private final OverviewFeed feed;
    private final FlowQueries flow;
    private final Site site;
    private final EventStream stream;

    public OverviewApi(OverviewFeed feed, FlowQueries flow, Site site) {
        this.feed = feed;
        this.flow = flow;
        this.site = site;
        this.stream = new EventStream(feed);
    }

    public List<Route> routes() {
        return List.of(
                new Route("/api/site", request -> Responses.json(request, site)),
                new Route("/api/overview", this::overview),
                new Route("/api/stream", stream),
                new Route("/api/latency", this::latency),
                new Route("/api/tables", request -> part(request, Overview::tables)),
                new Route("/api/services", request -> part(request, Overview::services)));
    }

    private void overview(Context request) {
        Frame frame = feed.current();
        if (frame instanceof Frame.Picture) {
            Responses.json(request, 200, frame.json());
        } else {
            Responses.problem(request, 503, frame.json());
        }
    }

    private void part(Context request, Function<Overview, Object> part) {
        Frame frame = feed.current();
        if (frame instanceof Frame.Picture picture) {
            Responses.json(request, part.apply(picture.overview()));
        } else {
            Responses.problem(request, 503, frame.json());
        }
    }

    private void latency(Context request) {
        Responses.json(request, flow.history(RequestParameters.query(request, "minutes", 15, 1, DAY_MINUTES)));
    }
}
