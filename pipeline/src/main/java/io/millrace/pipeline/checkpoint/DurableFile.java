package io.millrace.pipeline.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;

/**
 * A file that is there whole or not at all, also after a loss of power: written under another name, synced, renamed, and
 * then its folder is synced too.
 */
final class DurableFile extends CancellableFSDataOutputStream {
    /** Ends the names of files that are not finished. */
    static final String UNFINISHED = ".unfinished";

    private final FileChannel channel;
    private final Path unfinished;
    private final Path target;
    private final boolean overwrite;
    private boolean ended;

    private DurableFile(FileChannel channel, OutputStream out, Path unfinished, Path target, boolean overwrite) {
        super(out);
        this.channel = channel;
        this.unfinished = unfinished;
        this.target = target;
        this.overwrite = overwrite;
    }

    static DurableFile create(Path target, boolean overwrite) throws IOException {
        // Spark's own names for temporary files begin with a dot as well; its listings skip what is no number.
        Path unfinished = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new DurableFile(channel, Channels.newOutputStream(channel), unfinished, target, overwrite);
    }

    @Override
    public synchronized void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        try {
            flush();
            channel.force(true);
            channel.close();
            // Not atomic with the rename: only one process ever writes a checkpoint, which the data folder's lock
            // ensures.
            if (!overwrite && Files.exists(target)) {
                throw new FileAlreadyExistsException(target + " is already there");
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            sync(requireNonNull(target.getParent(), "target has no parent"));
        } finally {
            channel.close();
            Files.deleteIfExists(unfinished);
        }
    }

    @Override
    public synchronized void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            channel.close();
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            // Left behind, it is never read, and CheckpointRepair clears it at the next start.
            return;
        }
    }

    /** Makes the names in a folder durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
