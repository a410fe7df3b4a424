package io.millrace.controller;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.controller.capture.CaptureKeeper;
import io.millrace.controller.capture.CapturePassword;
import io.millrace.controller.continuity.CatalogueMemory;
import io.millrace.kafka.resync.ConditionSignature;
import java.util.function.Consumer;

/** What the controller process is made of. */
public final class Controller implements AutoCloseable {
    private final ControlLoops loops;

    /**
     * Puts the parts together.
     *
     * @param config complete
     * @param password for the connector's own role at the source
     * @param signature which conditions of loads are let through
     * @param memory what was seen of the source, from one start to the next
     * @param log hears in full sentences what an operator may want to read later
     * @throws ConfigException where an address is missing
     */
    public Controller(
            Config config,
            CapturePassword password,
            ConditionSignature signature,
            CatalogueMemory memory,
            Consumer<String> log) {
        CaptureKeeper capture = new CaptureKeeper(config, password, memory, log);
        this.loops = new ControlLoops(config, capture, memory, signature, log);
    }

    /** Begins; a system that does not answer yet is waited for. */
    public void start() {
        loops.start();
    }

    /** How it is. */
    public ControllerStatus status() {
        return loops.status();
    }

    @Override
    public void close() {
        loops.close();
    }
}
