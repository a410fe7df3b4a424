package io.millrace.clickhouse.embedded.disk;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;

/** The file system of a folder, by Linux's {@code syncfs(2)}. */
public final class FileSystem implements AutoCloseable {
    private static final int DIRECTORY = 0x10000;
    private static final int CLOSE_ON_EXEC = 0x80000;

    private final int descriptor;

    static {
        Native.register(FileSystem.class, "c");
    }

    private FileSystem(int descriptor) {
        this.descriptor = descriptor;
    }

    public static FileSystem of(Path folder) throws IOException {
        try {
            return new FileSystem(open(folder.toAbsolutePath().toString(), DIRECTORY | CLOSE_ON_EXEC));
        } catch (LastErrorException e) {
            throw new IOException("cannot open " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns when all that was written before the call is on the disk.
     *
     * @throws IOException also for what failed to be written since the last call; Linux says so once
     */
    void sync() throws IOException {
        try {
            syncfs(descriptor);
        } catch (LastErrorException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(descriptor);
    }

    private static native int open(String path, int flags) throws LastErrorException;

    private static native int syncfs(int descriptor) throws LastErrorException;

    private static native int close(int descriptor) throws LastErrorException;
}
