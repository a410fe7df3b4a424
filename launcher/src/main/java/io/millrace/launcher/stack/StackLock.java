package io.millrace.launcher.stack;

import io.millrace.launcher.error.LauncherException;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Ensures that at most one launcher runs on a data folder. The operating system releases it with the process. */
public final class StackLock implements AutoCloseable {
    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws LauncherException if another launcher has it */
    public static StackLock acquire(DataFolder data) {
        try {
            FileChannel channel =
                    FileChannel.open(data.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                channel.close();
                String pid = launcherFile(data)
                        .running()
                        .map(process -> " (pid " + process.pid() + ")")
                        .orElse("");
                throw new LauncherException("another launcher" + pid + " runs on " + data.root()
                        + ": stop it with `./millrace down --data " + data.root() + "`, or choose another --data");
            }
            ProcessIdentity self =
                    ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
            launcherFile(data).write(self);
            return new StackLock(channel);
        } catch (IOException e) {
            throw new LauncherException("cannot lock the data folder " + data.root() + ": " + e.getMessage(), e);
        }
    }

    /** Names the launcher. */
    public static PidFile launcherFile(DataFolder data) {
        return data.pidFile("launcher");
    }

    /** Removes the file that names the launcher, and the state that it wrote: nothing runs any longer. */
    public void forget(DataFolder data) {
        try {
            Files.deleteIfExists(launcherFile(data).path());
            Files.deleteIfExists(data.stateFile());
        } catch (IOException e) {
            // `status` sees that the launcher is gone.
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The process ends anyway, and the lock with it.
        }
    }
}
