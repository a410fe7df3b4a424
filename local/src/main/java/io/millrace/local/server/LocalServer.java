package io.millrace.local.server;

import io.millrace.local.LocalException;
import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.Command;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A server that can run on this machine: what to run, and how to check that it works. */
public interface LocalServer {

    /** Its name in logs, pid files and {@code status}. */
    String name();

    /** Where it listens on 127.0.0.1. */
    int port();

    /**
     * Does what must be done before each start (unpack, format, write settings) and says what to run. Repeatable; takes
     * seconds the first time.
     *
     * @throws LocalException if that fails
     */
    Command prepare();

    /**
     * Starts what {@link #prepare} said.
     *
     * @param log its stdout and stderr, appended
     * @param pidFile remembers the process
     * @throws LocalException if that fails
     */
    default RunningProcess start(Command command, Path log, PidFile pidFile) {
        return RunningProcess.start(command, log, pidFile);
    }

    /** Archive of the classes of a JVM that starts faster with one; empty for what is no JVM, or small. */
    default Optional<ClassArchive> classArchive() {
        return Optional.empty();
    }

    /** Empty when the server answers as it should; else what is missing, in one line. Takes 2 s at most. */
    Optional<String> notReady();

    /** How long it may take until it is ready, from its start: then it is started again, or, at the first start, given up. */
    default Duration startLimit() {
        return Duration.ofMinutes(2);
    }

    /** Why it cannot begin before someone acts, in one line that says what to do; empty if waiting is enough. */
    default Optional<String> refusal() {
        return Optional.empty();
    }

    /** Whether it gives no answer of any kind, not even one that says what it waits for. */
    default boolean isSilent() {
        return false;
    }

    /** How long it may give no answer before it counts as hung, and is started again. */
    default Duration longestSilence() {
        return Duration.ofSeconds(60);
    }

    /** How clients reach it, user and password included where it has them. */
    String url();
}
