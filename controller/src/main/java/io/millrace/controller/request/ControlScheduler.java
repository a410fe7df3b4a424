package io.millrace.controller.request;

import io.millrace.clickhouse.bookkeeping.ControlRequestTable;
import io.millrace.clickhouse.bookkeeping.ControlRequestTable.Known;
import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.LogException;
import io.millrace.kafka.control.ControlConsumer;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.wiring.KafkaWiring;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes control requests and has them carried out, each once in effect: a request that is not known to be over is
 * carried out again by the next controller, and one whose id is known to be over is not. Pauses and resumes follow each
 * other in order, and so do raises of the partitions; the rest continues in parallel with them.
 */
public final class ControlScheduler {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private static final String UNSIGNED = "its condition is not signed with the key of this installation, so it is not"
            + " carried out: set MILLRACE_CONDITIONS_KEY to the same text for ops and for the controller";

    private final Config config;
    private final ConditionSignature signature;
    private final CaptureSwitch capture;
    private final Lease lease;
    private final Consumer<String> log;
    private final Clock clock;

    /**
     * @param config complete
     * @param signature verifies conditions
     * @param capture pauses and continues the capture, and gives its stream more partitions
     * @param lease asked before anything is changed
     * @param log receives messages for the operator, in full sentences
     */
    public ControlScheduler(
            Config config,
            ConditionSignature signature,
            CaptureSwitch capture,
            Lease lease,
            Consumer<String> log,
            Clock clock) {
        this.config = config;
        this.signature = signature;
        this.capture = capture;
        this.lease = lease;
        this.log = log;
        this.clock = clock;
    }

    /** Runs until it is interrupted. */
    public void run() throws InterruptedException {
        while (true) {
            try (ControlConsumer consumer =
                            ControlConsumer.open(KafkaWiring.brokers(config), KafkaWiring.topics(config));
                    RequestStatus status = new RequestStatus(config, lease, log);
                    Service service = new Service(consumer, status)) {
                while (true) {
                    DutyFault.reach("control");
                    lease.require();
                    service.step();
                }
            } catch (LogException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                log.accept("Requests are not carried out for now: " + e.getMessage());
                Thread.sleep(AFTER_FAILURE.toMillis());
            }
        }
    }

    /** What lasts as long as the connection to Kafka. */
    private final class Service implements AutoCloseable {
        private final ControlConsumer consumer;
        private final RequestStatus status;
        private final CaptureRequests captureRequests;
        private final VerificationRequests verifications;
        private final ResyncRequests resyncs;

        /** By id, in the order in which they were asked for. */
        private final Map<String, OpenRequest> open = new LinkedHashMap<>();

        /** Of which it is not known whether they are over already. */
        private final List<ControlConsumer.Received> undecided = new ArrayList<>();

        private final List<ControlConsumer.Received> over = new ArrayList<>();
        private String problem = "";

        Service(ControlConsumer consumer, RequestStatus status) {
            this.consumer = consumer;
            this.status = status;
            this.captureRequests = new CaptureRequests(capture);
            this.verifications = new VerificationRequests(config, lease);
            this.resyncs = new ResyncRequests(config, signature, lease, status);
        }

        void step() throws InterruptedException {
            undecided.addAll(consumer.next(POLL));
            if (!undecided.isEmpty()) {
                decide();
            }
            captureRequests.step();
            resyncs.step();
            verifications.step();
            status.flush();
            acknowledge();
        }

        /** A request that is over already was sent twice, or its end was not recorded in Kafka. */
        private void decide() {
            Optional<Map<String, Known>> known = known();
            Iterator<ControlConsumer.Received> all = undecided.iterator();
            while (all.hasNext()) {
                ControlConsumer.Received received = all.next();
                boolean ofCapture = received.request()
                        .filter(request -> !request.kind().compares() && request.kind() != ControlRequest.Kind.RESYNC)
                        .isPresent();
                // Capture can be paused while the warehouse is away; no other request can come to an end then.
                if (known.isPresent() || ofCapture) {
                    all.remove();
                    take(received, Optional.ofNullable(known.orElse(Map.of()).get(received.id())));
                }
            }
        }

        private Optional<Map<String, Known>> known() {
            try {
                return Optional.of(status.known(undecided.stream()
                        .map(ControlConsumer.Received::id)
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList()));
            } catch (WarehouseException e) {
                return Optional.empty();
            }
        }

        private void take(ControlConsumer.Received received, Optional<Known> earlier) {
            boolean isOver = earlier.filter(known -> known.state().equals(ControlRequestTable.DONE)
                            || known.state().equals(ControlRequestTable.FAILED))
                    .isPresent();
            if (received.request().isEmpty()) {
                log.accept("A record of the topic " + KafkaWiring.topics(config).control() + ", offset "
                        + received.offset() + ", is not carried out: " + received.refusal() + ".");
                over.add(received);
            } else if (isOver || open.containsKey(received.id())) {
                over.add(received);
            } else {
                begin(received, received.request().get(), earlier);
            }
        }

        private void begin(ControlConsumer.Received received, ControlRequest request, Optional<Known> earlier) {
            OpenRequest one = new OpenRequest(received, request, config.source().name(), status, clock);
            open.put(request.id(), one);
            log.accept("Asked for" + (request.askedBy().isBlank() ? "" : " by " + request.askedBy()) + ": "
                    + request.kind().text()
                    + (request.tables().isEmpty() ? "" : " of " + String.join(", ", request.tables())) + " ("
                    + request.id() + ").");
            if (!request.isAccepted(config.source().name(), signature)) {
                one.failed(UNSIGNED);
                return;
            }
            if (earlier.isEmpty()) {
                one.queued("");
            }
            switch (request.kind()) {
                case RESYNC -> resyncs.add(one, earlier);
                case VERIFY, REPAIR -> verifications.add(one, earlier.isPresent());
                case PAUSE, RESUME, PARTITIONS -> captureRequests.add(one);
            }
        }

        /** A request whose end is not recorded is carried out once more by the next process. */
        private void acknowledge() {
            Iterator<OpenRequest> all = open.values().iterator();
            while (all.hasNext()) {
                OpenRequest one = all.next();
                if (one.isOver() && status.isRecorded(one.id())) {
                    log.accept("The request " + one.id() + " to "
                            + one.request().kind().text() + " is over: " + one.outcome() + ".");
                    over.add(one.received());
                    all.remove();
                }
            }
            if (over.isEmpty()) {
                return;
            }
            try {
                consumer.done(over);
                over.clear();
                problem = "";
            } catch (LogException e) {
                // Tried again in a moment; what continues is not broken off.
                String what = String.valueOf(e.getMessage());
                if (!what.equals(problem)) {
                    problem = what;
                    log.accept(what);
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            verifications.close();
            captureRequests.close();
        }
    }
}
