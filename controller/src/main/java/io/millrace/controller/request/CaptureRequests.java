package io.millrace.controller.request;

import io.millrace.connect.ConnectFailure;
import io.millrace.kafka.control.ControlRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Pauses and resumes that were asked for, one after another: the last one counts. Not thread-safe. */
final class CaptureRequests {
    private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final String SINGLE_TABLE =
            "only the whole capture can be paused, not single tables: ask again without tables";

    private final CaptureSwitch capture;
    private final Deque<OpenRequest> waiting = new ArrayDeque<>();
    private long notBefore = System.nanoTime();

    CaptureRequests(CaptureSwitch capture) {
        this.capture = capture;
    }

    void add(OpenRequest request) {
        if (request.request().tables().isEmpty()) {
            waiting.add(request);
        } else {
            request.failed(SINGLE_TABLE);
        }
    }

    void step() throws InterruptedException {
        while (!waiting.isEmpty() && System.nanoTime() - notBefore >= 0) {
            OpenRequest next = waiting.getFirst();
            boolean pause = next.request().kind() == ControlRequest.Kind.PAUSE;
            try {
                capture.pause(pause);
                next.running(List.of(), List.of(), "");
                next.done(pause ? "capture is paused" : "capture goes on");
                waiting.removeFirst();
            } catch (ConnectFailure e) {
                String why = e.getMessage() == null ? e.toString() : e.getMessage();
                if (e.passing()) {
                    next.running(List.of(), List.of(), why);
                    notBefore = System.nanoTime() + AFTER_FAILURE_NANOS;
                } else {
                    next.failed(why);
                    waiting.removeFirst();
                }
            }
        }
    }
}
