package io.millrace.controller.continuity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what was seen of the source, such as its catalogue, from one start to the next. For one thread. */
public final class CatalogueMemory {
    private final @Nullable Path file;
    private final Consumer<String> log;
    private String last = "";
    private boolean read;

    private CatalogueMemory(@Nullable Path file, Consumer<String> log) {
        this.file = file;
        this.log = log;
    }

    /**
     * @param file replaced in one step; need not exist
     * @param log hears what an operator may want to read later, in full sentences
     */
    public static CatalogueMemory in(Path file, Consumer<String> log) {
        return new CatalogueMemory(file, log);
    }

    /** Another one, in the same folder. */
    public CatalogueMemory beside(String name) {
        return new CatalogueMemory(file == null ? null : file.resolveSibling(name), log);
    }

    /** As long as the process. */
    public static CatalogueMemory ofProcess() {
        return new CatalogueMemory(null, line -> {});
    }

    /** What was kept last; empty where there is nothing, or it cannot be read. */
    public String recall() {
        if (!read) {
            read = true;
            Path path = file;
            last = path == null ? "" : read(path);
        }
        return last;
    }

    private String read(Path path) {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            log.accept("What was seen of the source cannot be read from " + path + ": " + e);
            return "";
        }
    }

    /** Holds for this process even where the file cannot be written. */
    public void keep(String text) {
        last = text;
        read = true;
        Path path = file;
        if (path == null) {
            return;
        }
        try {
            PrivateFile.write(path, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            log.accept("What was seen of the source cannot be kept in " + path + ": " + e
                    + ". What happens there while Millrace is down will not be noticed.");
        }
    }
}
