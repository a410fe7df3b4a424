package io.millrace.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is unpacked once for each user and shared by all data folders and checkouts. */
public final class UserCache {
    private UserCache() {}

    /** Fills an empty folder. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path folder) throws IOException;
    }

    /** {@code $XDG_CACHE_HOME/millrace}, by default {@code ~/.cache/millrace}. */
    public static Path folder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.toAbsolutePath().resolve("millrace");
    }

    /**
     * The folder {@code name}, filled when it is not there yet. It appears whole or not at all: processes that race wait
     * for the first, and an interrupted filling leaves nothing that another takes for complete.
     */
    public static synchronized Path once(String name, Filler filler) {
        Path target = folder().resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(folder());
            try (FileChannel channel = FileChannel.open(
                            folder().resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!Files.isDirectory(target) && lock.isValid()) {
                    Path partial = folder().resolve(name + ".partial");
                    deleteTree(partial);
                    Files.createDirectories(partial);
                    filler.fill(partial);
                    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return target;
        } catch (IOException e) {
            throw new LocalException("cannot fill the cache folder " + target + ": " + e, e);
        }
    }

    /** Deletes a folder with all that is in it, if it is there. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
