package io.millrace.local.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The processes that a service's process has started, and those that they have started. They can outlive it: a Spark worker's executors
 * drain for some seconds. On Linux they are known by the session that {@link RunningProcess#start} makes for each service, also
 * those that start while it ends; elsewhere only those that an earlier look has seen are known after its end. Not thread-safe.
 */
public final class Descendants {
    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 50;

    private final ProcessIdentity root;
    private final Set<ProcessIdentity> seen = new LinkedHashSet<>();

    private Descendants(ProcessIdentity root) {
        this.root = requireNonNull(root, "root is null");
    }

    /** Takes the first look. The process may have ended already. */
    public static Descendants of(ProcessIdentity process) {
        Descendants descendants = new Descendants(process);
        descendants.look();
        return descendants;
    }

    /** Those that run. */
    public List<ProcessIdentity> running() {
        look();
        seen.removeIf(process -> !process.isAlive());
        return List.copyOf(seen);
    }

    /** Whether all ended within the time. */
    public boolean awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!running().isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private void look() {
        Optional<ProcessIdentity> now = ProcessIdentity.of(root.pid());
        if (now.isPresent() && !now.get().equals(root)) {
            // A pid is given again when no process is left in the session of that number.
            return;
        }
        ProcessHandle.of(root.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .flatMap(handle -> ProcessIdentity.of(handle.pid()).stream())
                .forEach(seen::add);
        allPids()
                .filter(pid -> pid != root.pid() && ProcessIdentity.session(pid) == root.pid())
                .mapToObj(ProcessIdentity::of)
                .flatMap(Optional::stream)
                .filter(process -> process.isOfTheBootOf(root))
                .forEach(seen::add);
    }

    private static LongStream allPids() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return LongStream.of(entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .mapToLong(Long::parseLong)
                    .toArray());
        } catch (IOException | UncheckedIOException e) {
            // A system without it.
            return LongStream.empty();
        }
    }
}
