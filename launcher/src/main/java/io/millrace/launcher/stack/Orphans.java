package io.millrace.launcher.stack;

import io.millrace.local.process.Descendants;
import io.millrace.local.process.RunningProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Processes that a killed launcher left running. They are stopped. */
public final class Orphans {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** For what they have started: executors drain. */
    private static final Duration DRAINED = Duration.ofSeconds(20);

    private Orphans() {}

    /** Stops the remaining processes, dependents first, and names them. The caller holds the {@link StackLock}. */
    public static List<String> stop(DataFolder data) {
        List<String> stopped = new ArrayList<>();
        for (String name : new ServiceGraph.Members(data.pidFiles()).stopOrder()) {
            // INT is the fast shutdown of Postgres; to a JVM both mean the same.
            Optional<RunningProcess> orphan = RunningProcess.orphan(data.pidFile(name), "INT");
            orphan.ifPresent(process -> {
                Descendants started = process.descendants();
                process.stop(PATIENCE);
                started.awaitEnd(DRAINED);
                stopped.add(name + " (pid " + process.pid() + ")");
            });
        }
        return stopped;
    }
}
