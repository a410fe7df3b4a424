package io.millrace.controller.request;

import io.millrace.connect.ConnectFailure;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.LeaseLostException;
import io.millrace.controller.partition.PartitionRaise;
import io.millrace.kafka.LogException;
import io.millrace.kafka.control.ControlRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pauses, resumes and raises of the partitions that were asked for, one after another: the last one counts. Not thread-safe.
 */
final class CaptureRequests implements AutoCloseable {
    private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long BETWEEN_STEPS_NANOS = Duration.ofMillis(200).toNanos();

    private static final String SINGLE_TABLE =
            "only the whole capture can be paused, not single tables: ask again without tables";

    private final CaptureSwitch capture;
    private final Deque<OpenRequest> waiting = new ArrayDeque<>();
    private long notBefore = System.nanoTime();
    private @Nullable PartitionRaise raise;

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
            try {
                if (!carryOut(next)) {
                    return;
                }
                waiting.removeFirst();
            } catch (ConnectFailure e) {
                endRaise();
                String why = e.getMessage() == null ? e.toString() : e.getMessage();
                if (e.passing()) {
                    next.running(List.of(), List.of(), why);
                    notBefore = System.nanoTime() + AFTER_FAILURE_NANOS;
                } else {
                    next.failed(why);
                    waiting.removeFirst();
                }
            } catch (ControllerException e) {
                endRaise();
                next.failed(String.valueOf(e.getMessage()));
                waiting.removeFirst();
            } catch (SQLException | LogException e) {
                endRaise();
                next.running(List.of(), List.of(), String.valueOf(e.getMessage()));
                notBefore = System.nanoTime() + AFTER_FAILURE_NANOS;
            }
        }
    }

    /** @return whether it is done */
    private boolean carryOut(OpenRequest next) throws SQLException, InterruptedException {
        if (next.request().kind() != ControlRequest.Kind.PARTITIONS) {
            boolean pause = next.request().kind() == ControlRequest.Kind.PAUSE;
            capture.pause(pause);
            next.running(List.of(), List.of(), "");
            next.done(pause ? "capture is paused" : "capture goes on");
            return true;
        }
        int wanted = next.request().options().partitions();
        PartitionRaise now = raise;
        if (now == null) {
            next.running(List.of(), List.of(), "");
            now = capture.raise(wanted);
            raise = now;
        }
        Optional<String> missing = now.step();
        if (missing.isPresent()) {
            next.progress(missing.get());
            notBefore = System.nanoTime() + BETWEEN_STEPS_NANOS;
            return false;
        }
        endRaise();
        next.done("the change stream has " + wanted + " partitions");
        return true;
    }

    /** Capture continues. Where that fails it is found stopped, and continued, by the loop that keeps it. */
    private void endRaise() throws InterruptedException {
        PartitionRaise now = raise;
        raise = null;
        if (now == null) {
            return;
        }
        try {
            now.close();
        } catch (ConnectFailure | LogException | LeaseLostException e) {
            // See above.
        } finally {
            capture.endRaise();
        }
    }

    /** By the thread that makes the steps. */
    @Override
    public void close() throws InterruptedException {
        endRaise();
    }
}
