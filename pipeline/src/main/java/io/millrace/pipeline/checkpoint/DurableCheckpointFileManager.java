package io.millrace.pipeline.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/**
 * Keeps a checkpoint in a local folder. Spark's own manager leaves half-written files after a crash, and costs three times
 * as long a batch, because it goes through Hadoop's checksum files.
 *
 * <p>Spark makes it by name: see {@code spark.sql.streaming.checkpointFileManagerClass}.
 */
public final class DurableCheckpointFileManager implements CheckpointFileManager {
    private final Path root;
    private final RawLocalFileSystem local = new RawLocalFileSystem();

    public DurableCheckpointFileManager(Path root, Configuration hadoop) throws IOException {
        this.root = root;
        local.initialize(java.net.URI.create("file:///"), hadoop);
    }

    @Override
    public CancellableFSDataOutputStream createAtomic(Path path, boolean overwriteIfPossible) {
        try {
            return DurableFile.create(file(path), overwriteIfPossible);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write " + path, e);
        }
    }

    @Override
    public FSDataInputStream open(Path path) {
        try {
            return local.open(path);
        } catch (IOException e) {
            throw rethrow(e);
        }
    }

    @Override
    public FileStatus[] list(Path path, PathFilter filter) {
        try {
            return local.listStatus(path, filter);
        } catch (IOException e) {
            throw rethrow(e);
        }
    }

    @Override
    public void mkdirs(Path path) {
        try {
            makeFolders(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not make folder " + path, e);
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(file(path));
    }

    @Override
    public void delete(Path path) {
        try {
            deleteTree(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not delete " + path, e);
        }
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public Path createCheckpointDirectory() {
        mkdirs(root);
        return local.makeQualified(root);
    }

    /** Deletes a file or folder with all in it; nothing happens if it is not there. */
    static void deleteTree(java.nio.file.Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        List<java.nio.file.Path> deepestFirst;
        try (Stream<java.nio.file.Path> tree = Files.walk(path)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (java.nio.file.Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    private static void makeFolders(java.nio.file.Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        java.nio.file.Path parent = folder.getParent();
        if (parent != null) {
            makeFolders(parent);
        }
        Files.createDirectories(folder);
        if (parent != null) {
            DurableFile.sync(parent);
        }
    }

    private static java.nio.file.Path file(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    /** Spark recognizes a missing file by a checked exception that Java's signature does not declare. */
    private static RuntimeException rethrow(IOException e) {
        if (e instanceof FileNotFoundException) {
            DurableCheckpointFileManager.<RuntimeException>sneak(e);
        }
        return new UncheckedIOException(e);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception e) throws E {
        throw (E) e;
    }
}
