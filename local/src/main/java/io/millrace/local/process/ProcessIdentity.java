package io.millrace.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process and no later one that got the same pid.
 *
 * @param pid its pid
 * @param started when it started, in a form that is the same for every caller: on Linux the boot's id and the kernel's
 *     start time, since {@link ProcessHandle} derives it from the wall clock, which can be set
 */
public record ProcessIdentity(long pid, String started) {

    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int START = 19;

    /** The identity of a running process; empty when there is none with that pid. */
    public static Optional<ProcessIdentity> of(long pid) {
        if (Files.isReadable(stat(pid))) {
            try {
                String[] fields = fields(pid);
                if (fields[STATE].equals("Z")) {
                    return Optional.empty();
                }
                String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip();
                return Optional.of(new ProcessIdentity(pid, boot + "/" + fields[START]));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> new ProcessIdentity(pid, start.toString()));
    }

    /** The session in which a process runs, which is the pid of the process that has made it; -1 if unknown. */
    static long session(long pid) {
        try {
            return Long.parseLong(fields(pid)[SESSION]);
        } catch (IOException e) {
            return -1;
        }
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }

    /** What the kernel says of a process, from its state on. */
    private static String[] fields(long pid) throws IOException {
        String line = Files.readString(stat(pid), StandardCharsets.ISO_8859_1);
        // The name in parentheses can hold anything; what follows the last one is plain.
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** Whether both have been started since the machine was; false where the system does not say that. */
    boolean isOfTheBootOf(ProcessIdentity other) {
        int end = started.lastIndexOf('/');
        return end > 0 && end == other.started.lastIndexOf('/') && other.started.startsWith(started.substring(0, end));
    }

    /** Whether it has been stopped by a signal, as by a debugger, and waits to be continued. */
    public boolean isStopped() {
        try {
            return isAlive() && fields(pid)[STATE].equals("T");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether this very process still runs. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
