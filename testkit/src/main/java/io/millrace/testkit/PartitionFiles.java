package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a broker that does not run, of which a power cut can take the end: Kafka syncs none of them. */
public final class PartitionFiles {
    private static final int LENGTH_AT = 8;
    private static final int BEFORE_BATCH = 12;

    private PartitionFiles() {}

    /**
     * Takes the last batches of records off a partition, as many as there are in its last file at most.
     *
     * @param logs the broker's {@code log.dirs}
     * @return how many
     */
    public static int cut(Path logs, String topic, int partition, int batches) throws IOException {
        Path folder = logs.resolve(topic + "-" + partition);
        Path last;
        try (Stream<Path> files = Files.list(folder)) {
            last = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
        List<Long> starts = new ArrayList<>();
        try (FileChannel file = FileChannel.open(last, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(BEFORE_BATCH);
            long at = 0;
            while (at + BEFORE_BATCH <= file.size()) {
                head.clear();
                file.read(head, at);
                int length = head.getInt(LENGTH_AT);
                if (length <= 0 || at + BEFORE_BATCH + length > file.size()) {
                    break;
                }
                starts.add(at);
                at += BEFORE_BATCH + length;
            }
            int taken = Math.min(batches, starts.size());
            file.truncate(taken == 0 ? at : starts.get(starts.size() - taken));
            forget(folder, ".index", ".timeindex", ".txnindex", ".snapshot");
            forget(logs, "recovery-point-offset-checkpoint", "replication-offset-checkpoint", ".kafka_cleanshutdown");
            return taken;
        }
    }

    private static void forget(Path folder, String... endings) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file ->
                            Stream.of(endings).anyMatch(file.getFileName().toString()::endsWith))
                    .forEach(PartitionFiles::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
