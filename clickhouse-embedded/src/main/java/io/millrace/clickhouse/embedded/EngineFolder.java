package io.millrace.clickhouse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The folder of one server: locked while it runs, so that a second one is refused before its engine starts. */
final class EngineFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;

    private EngineFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    static EngineFolder open(Path folder) throws IOException, StartException {
        Files.createDirectories(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve("millrace.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock();
        if (lock == null) {
            lockFile.close();
            throw new StartException("Code: 76. The data folder " + folder
                    + " is in use by another embedded ClickHouse: stop that one or choose another --data");
        }
        return new EngineFolder(folder, lockFile);
    }

    /** Puts the engine's settings where it can read them. */
    Path writeEngineSettings() throws IOException {
        Path target = folder.resolve("engine.xml");
        try (InputStream source = EngineFolder.class.getResourceAsStream("engine.xml")) {
            if (source == null) {
                throw new IOException("engine.xml is missing in the jar");
            }
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
