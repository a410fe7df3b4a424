package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.controller.load.LoadSettings;
import io.millrace.core.duty.Duties;
import io.millrace.core.duty.DutyFault;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.launcher.verify.BackgroundVerification;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The duties of capture: the rounds of {@link CaptureKeeper}, and what goes on beside them until the process ends. */
final class CaptureDuties {
    private static final String CAPTURE = "capture";

    private final Config config;
    private final CatalogueMemory stream;
    private final ConditionSignature signature;
    private final Consumer<String> log;
    private final Duties duties;
    private boolean started;

    /**
     * @param stream keeps what was seen of the change stream
     * @param signature which conditions of loads are let through
     * @param log hears of failures, in full sentences
     */
    CaptureDuties(Config config, CatalogueMemory stream, ConditionSignature signature, Consumer<String> log) {
        this.config = config;
        this.stream = stream;
        this.signature = signature;
        this.log = log;
        this.duties = new Duties(InstantSource.system(), this::failed);
    }

    /** One round of capture. */
    @FunctionalInterface
    interface Round {
        /** @return empty when changes flow, else what is missing */
        Optional<String> run() throws InterruptedException;
    }

    /**
     * Does a round.
     *
     * @return what is missing, or which duties are failing; empty for neither
     * @throws RuntimeException where the round fails and capture has not worked before: its caller waits for the answer
     */
    Optional<String> round(Round round) throws InterruptedException {
        try {
            DutyFault.reach(CAPTURE);
            Optional<String> problem = round.run();
            duties.works(CAPTURE);
            return problem.or(duties::problem);
        } catch (RuntimeException e) {
            if (!started) {
                throw e;
            }
            duties.failed(CAPTURE, e);
            return duties.problem();
        }
    }

    /** Begins all others, once. */
    void start(Supplier<LoadSettings> settings, LoadScheduler.EraChange eras, CatalogueKeeper catalogue) {
        if (started) {
            return;
        }
        started = true;
        LoadBook book = new LoadBook(config, log, Clock.systemUTC());
        duties.start("loads", book::run);
        duties.start("resync", new LoadScheduler(config, signature, settings, eras, book, log)::run);
        if (config.verify().background()) {
            duties.start("verify", new BackgroundVerification(config, log)::run);
        }
        duties.start("topics", new TopicKeeper(config, stream, log)::run);
        duties.start("catalogue", catalogue::run);
        duties.start(DutyReport.NAME, new DutyReport(config, duties::statuses, log)::run);
    }

    private void failed(String name, Throwable cause) {
        String where = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.millrace."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
        log.accept("The duty " + name + " has failed and begins again: " + cause + where);
    }
}
