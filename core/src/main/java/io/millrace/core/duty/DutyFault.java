package io.millrace.core.duty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A failure injected by a test. If {@code MILLRACE_FAILPOINTS} names a folder, the duty with a file {@code DUTY_<name>}
 * there deletes the file and fails. Without that variable nothing happens.
 */
public final class DutyFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final @Nullable Path FOLDER = folder(System.getenv("MILLRACE_FAILPOINTS"));

    private DutyFault(String name) {
        super("A test has injected a failure of " + name);
    }

    /** Called by each duty in each of its rounds. */
    public static void reach(String name) {
        if (FOLDER != null) {
            take(FOLDER, name);
        }
    }

    private static void take(Path folder, String name) {
        try {
            if (Files.deleteIfExists(folder.resolve("DUTY_" + name))) {
                throw new DutyFault(name);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the folder of failpoints cannot be written", e);
        }
    }

    private static @Nullable Path folder(@Nullable String name) {
        return name == null || name.isEmpty() ? null : Path.of(name);
    }
}
