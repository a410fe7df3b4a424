package io.millrace.controller;

import io.millrace.config.Config;
import io.millrace.controller.capture.CaptureReconciler;
import io.millrace.controller.capture.TopicReconciler;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.lease.LeaseLostException;
import io.millrace.controller.partition.PartitionRaise;
import io.millrace.controller.request.CaptureSwitch;
import io.millrace.controller.request.ControlScheduler;
import io.millrace.controller.resync.LoadScheduler;
import io.millrace.controller.resync.LoadStatusWriter;
import io.millrace.controller.schema.SchemaWatcher;
import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.controller.verify.VerificationScheduler;
import io.millrace.core.duty.Duties;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.duty.DutyStatus;
import io.millrace.kafka.resync.ConditionSignature;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The loops of the active controller and their supervisor: a failed loop is logged, shown, and restarted after a pause.
 * All but capture start once capture has started.
 */
final class ControlLoops implements AutoCloseable {
    private static final String CAPTURE = "capture";
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);
    /** The interval until changes flow for the first time. */
    private static final Duration AT_FIRST = Duration.ofMillis(200);

    private final Config config;
    private final CaptureReconciler capture;
    private final ControllerState state;
    private final ConditionSignature signature;
    private final Lease lease;
    private final Consumer<String> log;
    private final Duties loops = new Duties(InstantSource.system(), this::failed);
    private boolean allStarted;
    private boolean flowed;
    private String said = "";
    private volatile String missing = "the controller is starting";
    private volatile boolean blocked;

    /**
     * @param config complete
     * @param state what must be remembered from one start to the next
     * @param signature verifies the conditions of loads
     * @param lease asked before anything is changed
     * @param log receives messages for the operator, in full sentences
     */
    ControlLoops(
            Config config,
            CaptureReconciler capture,
            ControllerState state,
            ConditionSignature signature,
            Lease lease,
            Consumer<String> log) {
        this.config = config;
        this.capture = capture;
        this.state = state;
        this.signature = signature;
        this.lease = lease;
        this.log = log;
    }

    void start() {
        loops.start(CAPTURE, this::capture);
    }

    private void capture() throws InterruptedException {
        while (true) {
            Duration pause = round();
            if (!allStarted && capture.hasBegun()) {
                startOthers();
            }
            Thread.sleep(pause.toMillis());
        }
    }

    /** @return the pause before the next round */
    private Duration round() throws InterruptedException {
        try {
            DutyFault.reach(CAPTURE);
            Optional<String> problem = capture.keep();
            loops.works(CAPTURE);
            flowed |= problem.isEmpty();
            show(problem.orElse(""), false);
        } catch (LeaseLostException e) {
            show(String.valueOf(e.getMessage()), false);
        } catch (RuntimeException e) {
            if (capture.hasBegun()) {
                show("", false);
                loops.failed(CAPTURE, e);
            } else {
                show(e.getMessage() == null ? e.toString() : e.getMessage(), true);
            }
        }
        return flowed || blocked ? BETWEEN_ROUNDS : AT_FIRST;
    }

    private void show(String now, boolean needsAction) {
        missing = now;
        blocked = needsAction;
        String line = now.isEmpty() ? "changes flow" : now;
        if (!line.equals(said)) {
            said = line;
            log.accept("Capture: " + line + (line.endsWith(".") || line.endsWith("?") ? "" : "."));
        }
    }

    private void startOthers() {
        LoadStatusWriter statusWriter = new LoadStatusWriter(config, lease, log, Clock.systemUTC());
        LoadScheduler scheduler = new LoadScheduler(
                config,
                signature,
                capture::loadSettings,
                capture.partitions(),
                capture.epochChange(),
                statusWriter,
                lease,
                log);
        TopicReconciler topics = new TopicReconciler(config, capture::seen, state, lease, log);
        SchemaWatcher schema = new SchemaWatcher(
                config,
                capture::joinNewTables,
                new StateEntry(state, StateEntry.CATALOG),
                capture::readAgain,
                lease,
                log);
        ControlScheduler requests =
                new ControlScheduler(config, signature, captureSwitch(), lease, log, Clock.systemUTC());
        DutyReport report = new DutyReport(config, loops::statuses, lease, log);
        // Creation is retried: nothing fails from here on.
        allStarted = true;
        loops.start("loads", statusWriter::run);
        loops.start("resync", scheduler::run);
        loops.start("control", requests::run);
        if (config.verify().background()) {
            loops.start("verify", new VerificationScheduler(config, lease, log)::run);
        }
        loops.start("topics", topics::run);
        loops.start("catalog", schema::run);
        loops.start(DutyReport.NAME, report::run);
    }

    private CaptureSwitch captureSwitch() {
        return new CaptureSwitch() {
            @Override
            public void pause(boolean paused) throws InterruptedException {
                capture.pause(paused);
            }

            @Override
            public PartitionRaise raise(int partitions) {
                return capture.raise(partitions);
            }

            @Override
            public void endRaise() {
                capture.endRaise();
            }
        };
    }

    private void failed(String name, Throwable cause) {
        String where = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.millrace."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
        log.accept("The duty " + name + " has failed and restarts: " + cause + where);
    }

    /** How they are. */
    ControllerStatus status() {
        String now = missing;
        List<ControllerStatus.Loop> all = new ArrayList<>();
        for (DutyStatus loop : loops.statuses()) {
            String detail = loop.detail().isEmpty() && loop.name().equals(CAPTURE) ? now : loop.detail();
            all.add(new ControllerStatus.Loop(
                    loop.name(), !loop.failing() && detail.isEmpty(), loop.failures(), detail));
        }
        String detail = now.isEmpty() ? loops.problem().orElse("") : now;
        return new ControllerStatus(detail.isEmpty(), ControllerStatus.ACTIVE, blocked, detail, all);
    }

    /** Interrupts all; {@link #awaitEnd} waits for their end. */
    @Override
    public void close() {
        loops.close();
    }

    /** Whether all have ended within the time, after {@link #close}. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return loops.awaitEnd(limit);
    }
}
