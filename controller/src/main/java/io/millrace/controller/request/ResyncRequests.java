package io.millrace.controller.request;

import io.millrace.clickhouse.bookkeeping.ControlRequestTable.Known;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.lease.Lease;
import io.millrace.kafka.resync.ConditionSignature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The resyncs that were asked for and are not over. Not thread-safe. */
final class ResyncRequests {
    private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Config config;
    private final ConditionSignature signature;
    private final Lease lease;
    private final RequestStatus status;
    private final List<RequestedResync> open = new ArrayList<>();
    private long notBefore = System.nanoTime();

    ResyncRequests(Config config, ConditionSignature signature, Lease lease, RequestStatus status) {
        this.config = config;
        this.signature = signature;
        this.lease = lease;
        this.status = status;
    }

    /** @param earlier how it stood when an earlier process had it; empty for a new one */
    void add(OpenRequest request, Optional<Known> earlier) {
        open.add(new RequestedResync(config, request, signature, lease, status, earlier));
    }

    void step() throws InterruptedException {
        for (RequestedResync one : open) {
            if (one.hasBegun()) {
                one.look();
            } else if (System.nanoTime() - notBefore >= 0) {
                begin(one);
            }
        }
        open.removeIf(one -> one.request().isOver());
    }

    private void begin(RequestedResync one) throws InterruptedException {
        try {
            one.begin();
        } catch (RetryableException e) {
            one.request().queued(String.valueOf(e.getMessage()));
            notBefore = System.nanoTime() + AFTER_FAILURE_NANOS;
        } catch (ControllerException e) {
            one.request().failed(String.valueOf(e.getMessage()));
        }
    }
}
