package io.millrace.local.process;

import io.millrace.local.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Remembers a process beyond the life of the one that started it.
 *
 * @param path the file: pid and start, one a line
 */
public record PidFile(Path path) {
    private static final int POLLS = 1_000;
    private static final long POLL_NANOS = 1_000_000;

    /** The process in the file, if it still runs. */
    public Optional<ProcessIdentity> running() {
        return last().filter(ProcessIdentity::isAlive);
    }

    /** The process in the file, whether it runs or not. */
    public Optional<ProcessIdentity> last() {
        try {
            List<String> lines = Files.readAllLines(path);
            if (lines.size() < 2) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(Long.parseLong(lines.get(0)), lines.get(1)));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Makes it, or empties it, so that a process can name itself there. */
    void clear() throws IOException {
        PrivateFiles.write(path, new byte[0]);
    }

    /** Whether a process that does so has named itself, within a moment. */
    boolean awaitName(ProcessIdentity process) {
        for (int poll = 0; poll < POLLS && Files.isReadable(Path.of("/proc/self/stat")); poll++) {
            if (running().filter(process::equals).isPresent()) {
                return true;
            }
            if (!process.isAlive()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    /** Remembers the process. */
    public void write(ProcessIdentity process) throws IOException {
        PrivateFiles.write(path, (process.pid() + "\n" + process.started() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // A pid file that stays is harmless: it names a process that runs no more.
        }
    }
}
