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

    /** The identity of a running process; empty when there is none with that pid. */
    public static Optional<ProcessIdentity> of(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (Files.isReadable(stat)) {
            try {
                String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
                // The name in parentheses can hold anything; what follows the last one is plain.
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                if (fields[0].equals("Z")) {
                    return Optional.empty();
                }
                String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip();
                return Optional.of(new ProcessIdentity(pid, boot + "/" + fields[19]));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> new ProcessIdentity(pid, start.toString()));
    }

    /** Whether it has been stopped by a signal, as by a debugger, and waits to be continued. */
    public boolean isStopped() {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return isAlive() && line.charAt(line.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether this very process still runs. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
