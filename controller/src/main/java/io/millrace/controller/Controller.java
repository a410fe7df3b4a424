package io.millrace.controller;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.controller.capture.CaptureReconciler;
import io.millrace.controller.capture.ConnectorSecret;
import io.millrace.controller.lease.KafkaReach;
import io.millrace.controller.lease.LeaseLostException;
import io.millrace.controller.lease.SourceLease;
import io.millrace.controller.state.ControllerState;
import io.millrace.core.duty.Duties;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.postgres.CaptureLease;
import io.millrace.postgres.PostgresUrl;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The composition of the controller process. Of several controllers of a source one is active: the one that holds the
 * lease of the slot. The others stand by. The loops run while this controller holds the lease; when it is lost, it
 * stands by, too. A controller that Kafka does not answer gives the lease up if Kafka answers another one.
 */
public final class Controller implements AutoCloseable {
    private static final String LEASE = "lease";
    /** How often the lease is confirmed or requested: well below {@link CaptureLease#SILENCE}. */
    private static final Duration ASK = Duration.ofSeconds(1);
    /** The interval of attempts to reach the source. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** How long a live holder whose session has ended can still assume that it has the lease. */
    private static final Duration HANDOVER = SourceLease.FRESH.multipliedBy(2);

    /** How often Kafka is asked for the sake of the lease, while there are several controllers. */
    private static final Duration REACH_INTERVAL = Duration.ofSeconds(2);

    /** After so many questions that Kafka did not answer, the lease is given up. */
    private static final int UNANSWERED = 2;

    /** A controller that gave the lease up takes it after so long even if Kafka still does not answer it. */
    private static final Duration STAND_BACK = Duration.ofSeconds(30);

    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(5);

    private final Config config;
    private final PostgresUrl source;
    private final ConditionSignature signature;
    private final ControllerState state;
    private final Consumer<String> log;
    private final SourceLease lease = new SourceLease(System::nanoTime);
    private final CaptureReconciler capture;
    private final Duties duties;
    private String said = "";
    private boolean gaveUp;
    private boolean awayRecorded;
    private long awayAt;
    private volatile @Nullable ControlLoops active;
    private volatile ControllerStatus waiting = waiting(ControllerStatus.UNKNOWN, "the controller is starting");

    /**
     * Creates the parts.
     *
     * @param config complete
     * @param password for the connector's own role at the source
     * @param signature verifies the conditions of loads
     * @param log receives messages for the operator, in full sentences
     * @throws ConfigException if an address is missing
     */
    public Controller(Config config, ConnectorSecret password, ConditionSignature signature, Consumer<String> log) {
        this.config = config;
        this.source = SourceWiring.url(config);
        this.signature = signature;
        this.log = log;
        this.state = ControllerState.inKafka(config, lease);
        this.capture = new CaptureReconciler(config, password, state, lease, log);
        this.duties = new Duties(
                InstantSource.system(),
                (name, cause) -> log.accept("The duty " + name + " has failed and restarts: " + cause));
    }

    /** Starts; waits for systems that do not answer yet. */
    public void start() {
        duties.start(LEASE, this::run);
    }

    private void run() throws InterruptedException {
        try (KafkaReach kafka = new KafkaReach(KafkaWiring.brokers(config))) {
            run(kafka);
        }
    }

    private void run(KafkaReach kafka) throws InterruptedException {
        while (true) {
            try (CaptureLease session =
                    CaptureLease.open(source, config.source().slot())) {
                acquire(session, kafka);
                act(session, kafka);
            } catch (SQLException e) {
                say(ControllerStatus.UNKNOWN, "the source refuses: " + e.getMessage());
                markUnreachable();
            }
            Thread.sleep(AFTER_FAILURE.toMillis());
        }
    }

    /** At intervals only, as it queries Kafka Connect, which may be down, too. */
    private void markUnreachable() throws InterruptedException {
        long now = System.nanoTime();
        if (!awayRecorded || now - awayAt > WRITE_INTERVAL.toNanos()) {
            capture.sourceIsAway();
            awayRecorded = true;
            awayAt = System.nanoTime();
        }
    }

    /** Returns when this controller has acquired the lease. */
    private void acquire(CaptureLease session, KafkaReach kafka) throws SQLException, InterruptedException {
        boolean another = false;
        if (gaveUp) {
            standBack(session, kafka);
        }
        long askedKafka = System.nanoTime() - REACH_INTERVAL.toNanos();
        while (!session.tryAcquire()) {
            another = true;
            say(
                    ControllerStatus.STANDBY,
                    "another controller acts for the slot " + config.source().slot()
                            + session.holder().map(who -> " (" + who + ")").orElse("")
                            + "; this one waits for its end");
            if (System.nanoTime() - askedKafka >= REACH_INTERVAL.toNanos()) {
                session.announce(kafka.look() == KafkaReach.Answer.ANSWERS);
                askedKafka = System.nanoTime();
            }
            Thread.sleep(ASK.toMillis());
        }
        session.announce(false);
        gaveUp = false;
        if (another) {
            Thread.sleep(HANDOVER.toMillis());
        }
        int ended = session.endSessionsOfOthers();
        if (ended > 0) {
            log.accept("Lease: " + (ended == 1 ? "1 session" : ended + " sessions")
                    + " in which an earlier controller read at the source " + (ended == 1 ? "was" : "were")
                    + " ended.");
        }
    }

    /** Leaves the lease to another controller until Kafka answers this one. */
    private void standBack(CaptureLease session, KafkaReach kafka) throws SQLException, InterruptedException {
        say(ControllerStatus.UNKNOWN, "Kafka does not answer this controller; another one, which it answers, acts");
        long begin = System.nanoTime();
        while (kafka.look() != KafkaReach.Answer.ANSWERS && System.nanoTime() - begin < STAND_BACK.toNanos()) {
            // So that the source does not take this session for one of a frozen process.
            session.announce(false);
            Thread.sleep(ASK.toMillis());
        }
    }

    /** Returns when the lease is lost or given up, and all loops have ended. */
    private void act(CaptureLease session, KafkaReach kafka) throws InterruptedException {
        lease.hold(session::isHeld);
        state.readAgain();
        capture.beginAgain();
        said = "";
        ControlLoops loops = new ControlLoops(config, capture, state, signature, lease, log);
        active = loops;
        loops.start();
        try {
            keep(session, kafka);
            gaveUp = true;
            log.accept("Lease: Kafka does not answer this controller but another one: the lease is given up.");
        } catch (LeaseLostException | SQLException e) {
            say(ControllerStatus.UNKNOWN, e.getMessage() + "; nothing is done before it is this controller's again");
        } finally {
            lease.drop();
            loops.close();
            active = null;
        }
        // Old loops must not run together with new ones.
        while (!loops.awaitEnd(END)) {
            log.accept("The loops that had the lease have not ended yet.");
        }
    }

    /** Confirms the lease; returns when another controller should have it. */
    private void keep(CaptureLease session, KafkaReach kafka) throws SQLException, InterruptedException {
        int unanswered = 0;
        long askedKafka = System.nanoTime();
        while (unanswered < UNANSWERED) {
            Thread.sleep(ASK.toMillis());
            lease.confirm();
            if (System.nanoTime() - askedKafka >= REACH_INTERVAL.toNanos()) {
                boolean silent = session.hasAbleStandby() && kafka.look() == KafkaReach.Answer.SILENT;
                unanswered = silent ? unanswered + 1 : 0;
                askedKafka = System.nanoTime();
            }
        }
    }

    private void say(String role, String detail) {
        waiting = waiting(role, detail);
        if (!detail.equals(said)) {
            said = detail;
            log.accept("Lease: " + detail + ".");
        }
    }

    private static ControllerStatus waiting(String role, @Nullable String detail) {
        String text = detail == null ? "" : detail;
        boolean standby = role.equals(ControllerStatus.STANDBY);
        return new ControllerStatus(
                standby, role, false, text, List.of(new ControllerStatus.Loop(LEASE, standby, 0, text)));
    }

    /** How it is. */
    public ControllerStatus status() {
        ControlLoops loops = active;
        if (loops == null) {
            return waiting;
        }
        ControllerStatus status = loops.status();
        List<ControllerStatus.Loop> all = new ArrayList<>(status.loops());
        all.add(new ControllerStatus.Loop(LEASE, true, 0, ""));
        return new ControllerStatus(status.ready(), status.role(), status.blocked(), status.detail(), all);
    }

    @Override
    public void close() {
        duties.close();
        ControlLoops loops = active;
        if (loops != null) {
            loops.close();
        }
        state.close();
    }
}
