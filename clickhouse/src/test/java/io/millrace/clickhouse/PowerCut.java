package io.millrace.clickhouse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk of its own, an ext4 file system in a file, whose power can be cut: ext4 then forgets at once all that it has not written to
 * the disk, journal included, as file systems' own tests have it ({@code EXT4_IOC_SHUTDOWN} without a flush of the log). Needs the right
 * to mount.
 */
final class PowerCut implements AutoCloseable {
    private static final long SIZE = 2L << 30;
    private static final long SHUTDOWN = 0x8004587dL;
    private static final int NO_LOG_FLUSH = 2;

    private final Path image;
    private final Path folder;
    private final boolean possible;

    PowerCut() throws IOException, InterruptedException {
        image = Files.createTempFile("millrace-disk-", ".img");
        folder = Files.createTempDirectory("millrace-disk-");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        // Small parts are many files, and merged ones stay for a minute.
        possible = run("mkfs.ext4", "-q", "-F", "-i", "4096", image.toString()) && mount();
    }

    boolean isPossible() {
        return possible;
    }

    Path folder() {
        return folder;
    }

    /** What was not synced is gone, and nothing can be written or read any longer. */
    void cut() {
        int descriptor = Libc.open(folder.toString(), 0);
        try {
            Libc.ioctl(descriptor, SHUTDOWN, new IntByReference(NO_LOG_FLUSH));
        } finally {
            Libc.close(descriptor);
        }
    }

    /** The disk as it is when the power is back. No process may use it. */
    void restore() throws IOException, InterruptedException {
        if (!run("umount", folder.toString()) || !mount()) {
            throw new IOException("cannot mount " + image + " again");
        }
    }

    private boolean mount() throws IOException, InterruptedException {
        return run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (possible) {
            run("umount", "-l", folder.toString());
        }
        Files.deleteIfExists(folder);
        Files.deleteIfExists(image);
    }

    private static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native int ioctl(int descriptor, long request, IntByReference argument) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;
    }
}
