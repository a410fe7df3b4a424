package io.millrace.ops.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.sse.SseClient;
import io.millrace.ops.overview.Frame;
import io.millrace.ops.overview.OverviewFeed;
import java.util.concurrent.Semaphore;

/**
 * Server-sent events: every frame of the feed. Each client has its own thread, so that a slow one does not block
 * others; it misses frames instead of queueing them.
 */
final class EventStream implements Handler {
    /** Of the server's 250 threads. */
    private static final int MOST_CLIENTS = 100;

    private final OverviewFeed feed;
    private final Semaphore places = new Semaphore(MOST_CLIENTS);

    EventStream(OverviewFeed feed) {
        this.feed = feed;
    }

    @Override
    public void handle(Context request) throws Exception {
        if (!places.tryAcquire()) {
            throw ApiFailure.unavailable(MOST_CLIENTS + " consoles are open already. Close one.");
        }
        try {
            // Proxies must not buffer events.
            request.header("X-Accel-Buffering", "no");
            request.contentType("text/event-stream").header("Cache-Control", "no-cache");
            send(new SseClient(request));
        } catch (InterruptedException e) {
            // The server stops.
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private void send(SseClient client) throws InterruptedException {
        Frame frame = null;
        while (!client.terminated()) {
            frame = feed.after(frame);
            client.sendEvent(frame.event(), frame.json());
        }
    }
}
