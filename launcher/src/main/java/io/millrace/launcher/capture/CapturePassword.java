package io.millrace.launcher.capture;

import io.millrace.connect.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The connector's password at the source, and how the connector's settings refer to it. */
public sealed interface CapturePassword {
    /** In clear. */
    String password();

    /** What stands in the connector's settings; makes sure that the worker can resolve it. */
    String publish();

    /** In a file that the worker on this machine can read. */
    record InFile(String password, SecretFile file) implements CapturePassword {
        @Override
        public String publish() {
            try {
                file.write(password);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file.file(), e);
            }
            return file.reference();
        }
    }

    /** In an environment variable that this process and the worker both have. */
    record InEnvironment(String password) implements CapturePassword {
        private static final String VARIABLE = "MILLRACE_CAPTURE_PASSWORD";

        /** The variable's value; empty where it is not set. */
        public static Optional<CapturePassword> of(Map<String, String> environment) {
            String value = environment.get(VARIABLE);
            return value == null || value.isEmpty() ? Optional.empty() : Optional.of(new InEnvironment(value));
        }

        @Override
        public String publish() {
            return "${env:" + VARIABLE + "}";
        }
    }

    /** In the connector's settings themselves: the last resort for a worker elsewhere. */
    record InClear(String password) implements CapturePassword {
        @Override
        public String publish() {
            return password;
        }
    }
}
