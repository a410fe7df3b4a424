package io.millrace.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Remembers a process beyond the life of the one that started it.
 *
 * @param path the file: pid and start, one a line
 */
public record PidFile(Path path) {

    /** The process in the file, if it still runs. */
    public Optional<ProcessIdentity> running() {
        try {
            List<String> lines = Files.readAllLines(path);
            if (lines.size() < 2) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(Long.parseLong(lines.get(0)), lines.get(1)))
                    .filter(ProcessIdentity::isAlive);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
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
