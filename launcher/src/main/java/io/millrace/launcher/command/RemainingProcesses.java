package io.millrace.launcher.command;

import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.StackLock;
import io.millrace.local.process.Descendants;
import io.millrace.local.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the services of a stack have started, and what can run, and use the data folder, when they have ended. */
final class RemainingProcesses {
    private final Map<String, Descendants> services = new TreeMap<>();

    /** Looks for them by the pid files, which the launcher deletes when it stops the services. */
    RemainingProcesses(DataFolder folder) {
        for (String service : folder.pidFiles()) {
            if (!folder.pidFile(service).equals(StackLock.launcherFile(folder))) {
                folder.pidFile(service).last().ifPresent(process -> services.put(service, Descendants.of(process)));
            }
        }
    }

    /** Waits until all have ended, so long at most; returns those that have not, in words. */
    List<String> awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> running = new ArrayList<>();
        services.forEach((service, started) -> {
            if (!started.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()))) {
                started.running().forEach(process -> running.add(text(process, service)));
            }
        });
        return running;
    }

    private static String text(ProcessIdentity process, String service) {
        String program = ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().command())
                .map(command -> " (" + Path.of(command).getFileName() + ")")
                .orElse("");
        return "process " + process.pid() + program + ", started by " + service;
    }
}
