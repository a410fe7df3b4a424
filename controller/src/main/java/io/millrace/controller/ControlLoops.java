package io.millrace.controller;

import io.millrace.config.Config;
import io.millrace.controller.capture.CaptureKeeper;
import io.millrace.controller.capture.TopicKeeper;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.lease.LeaseLostException;
import io.millrace.controller.request.ControlScheduler;
import io.millrace.controller.resync.LoadBook;
import io.millrace.controller.resync.LoadScheduler;
import io.millrace.controller.schema.CatalogueKeeper;
import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.controller.verify.BackgroundVerification;
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
 * The loops of the active controller and their one supervisor: what fails is logged, shown, and begins again after a pause. All but the
 * capture begin once that has begun.
 */
final class ControlLoops implements AutoCloseable {
    private static final String CAPTURE = "capture";
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);
    /** Until changes flow for the first time. */
    private static final Duration AT_FIRST = Duration.ofMillis(200);

    private final Config config;
    private final CaptureKeeper capture;
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
     * @param signature which conditions of loads are let through
     * @param lease asked before anything is changed
     * @param log hears in full sentences what an operator may want to read later
     */
    ControlLoops(
            Config config,
            CaptureKeeper capture,
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
        LoadBook book = new LoadBook(config, lease, log, Clock.systemUTC());
        LoadScheduler scheduler =
                new LoadScheduler(config, signature, capture::loadSettings, capture.eraChange(), book, lease, log);
        TopicKeeper topics = new TopicKeeper(config, state, lease, log);
        CatalogueKeeper schema = new CatalogueKeeper(
                config,
                capture::joinNewTables,
                new StateEntry(state, StateEntry.CATALOG),
                capture::readAnew,
                lease,
                log);
        ControlScheduler requests =
                new ControlScheduler(config, signature, capture::pause, lease, log, Clock.systemUTC());
        DutyReport report = new DutyReport(config, loops::statuses, lease, log);
        // Whatever cannot be made is tried again: from here on nothing fails.
        allStarted = true;
        loops.start("loads", book::run);
        loops.start("resync", scheduler::run);
        loops.start("control", requests::run);
        if (config.verify().background()) {
            loops.start("verify", new BackgroundVerification(config, lease, log)::run);
        }
        loops.start("topics", topics::run);
        loops.start("catalogue", schema::run);
        loops.start(DutyReport.NAME, report::run);
    }

    private void failed(String name, Throwable cause) {
        String where = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.millrace."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
        log.accept("The duty " + name + " has failed and begins again: " + cause + where);
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

    /** Interrupts all; they are over when {@link #awaitEnd} says so. */
    @Override
    public void close() {
        loops.close();
    }

    /** Whether all have ended within the time, after {@link #close}. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return loops.awaitEnd(limit);
    }
}
