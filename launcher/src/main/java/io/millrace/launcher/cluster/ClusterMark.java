package io.millrace.launcher.cluster;

import io.millrace.launcher.error.LauncherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers of how many brokers a data folder's Kafka is. Another number would begin with an empty Kafka or without a part of
 * its records, so it is refused.
 *
 * @param file the number; absent for a single broker without a cluster
 * @param single folder in which the broker of a stack without a cluster keeps its records
 */
public record ClusterMark(Path file, Path single) {
    /**
     * Checks the number, and remembers it if this is the first start.
     *
     * @param brokers empty: not a cluster
     * @throws LauncherException if the folder has another one
     */
    public void require(Optional<Integer> brokers) {
        Optional<String> earlier = read();
        Optional<String> now = brokers.map(String::valueOf);
        if (earlier.isEmpty() && now.isPresent()) {
            if (Files.isDirectory(single)) {
                throw refusal("without --cluster");
            }
            write(now.get());
        } else if (!earlier.equals(now)) {
            throw refusal("with --cluster --brokers " + earlier.orElseThrow());
        }
    }

    private static LauncherException refusal(String how) {
        return new LauncherException("the Kafka of this data folder was made " + how
                + ": start it like that, or choose another folder with --data");
    }

    private Optional<String> read() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new LauncherException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void write(String brokers) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, (brokers + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LauncherException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
