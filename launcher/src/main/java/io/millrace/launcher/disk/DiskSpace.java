package io.millrace.launcher.disk;

import io.millrace.launcher.error.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the free disk space; without it databases stop in the middle of a write. */
public final class DiskSpace {
    public static final long LEAST_BYTES = 1L << 30;

    private DiskSpace() {}

    public static void require(Path folder, long leastBytes) {
        try {
            long usable = Files.getFileStore(folder).getUsableSpace();
            if (usable < leastBytes) {
                throw new LauncherException("the disk of " + folder + " is full: " + (usable >> 20) + " MiB are free, "
                        + (leastBytes >> 20) + " MiB are needed; make room, or choose another --data");
            }
        } catch (IOException e) {
            throw new LauncherException("cannot determine the free space of " + folder + ": " + e.getMessage(), e);
        }
    }
}
