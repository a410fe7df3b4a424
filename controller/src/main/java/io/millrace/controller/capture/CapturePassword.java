package io.millrace.controller.capture;

import io.millrace.connect.SecretFile;
import io.millrace.controller.error.ControllerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The connector's password at the source, and how the connector's settings refer to it. */
public sealed interface CapturePassword {
    /** How {@code MILLRACE_CAPTURE_PASSWORD_BY} says that Connect reads a file. */
    String FILE = "file:";

    /** In clear. */
    String password();

    /** What stands in the connector's settings; makes sure that the worker can resolve it. */
    String publish();

    /** The same for the password of the user that the source's URL names, where there is no role of our own. */
    String ofUser(String given);

    /** The same for the key of {@code source.hashKey}. */
    String hashKey(String key);

    /**
     * As a process's environment says: the password in {@code MILLRACE_CAPTURE_PASSWORD}, and how Connect gets it in
     * {@code MILLRACE_CAPTURE_PASSWORD_BY}: {@code environment}, the default, {@code file:/absolute/path} or {@code settings}.
     *
     * @throws ControllerException where there is no password, or another way
     */
    static CapturePassword of(Map<String, String> environment) {
        String password = environment.getOrDefault(InEnvironment.VARIABLE, "");
        if (password.isEmpty()) {
            throw new ControllerException("set " + InEnvironment.VARIABLE + " here and at Kafka Connect");
        }
        String way = environment.getOrDefault(InEnvironment.VARIABLE + "_BY", "environment");
        if (way.startsWith(FILE)) {
            return new InFile(password, new SecretFile(Path.of(way.substring(FILE.length()))));
        }
        return switch (way) {
            case "environment" -> new InEnvironment(password);
            case "settings" -> new InClear(password);
            default ->
                throw new ControllerException(InEnvironment.VARIABLE + "_BY is `" + way
                        + "`: it can be environment, file:/absolute/path or settings");
        };
    }

    /** What the environment of the controller has to say so, for who starts it. */
    default Map<String, String> environment() {
        String way = this instanceof InFile inFile
                ? FILE + inFile.file().file()
                : this instanceof InClear ? "settings" : "environment";
        return Map.of(InEnvironment.VARIABLE, password(), InEnvironment.VARIABLE + "_BY", way);
    }

    /** In a file that the worker on this machine can read. */
    record InFile(String password, SecretFile file) implements CapturePassword {
        @Override
        public String publish() {
            return written(file, password);
        }

        @Override
        public String ofUser(String given) {
            return written(file, given);
        }

        @Override
        public String hashKey(String key) {
            return written(file.beside("hash-key.properties"), key);
        }

        private static String written(SecretFile file, String secret) {
            try {
                file.write(secret);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file.file(), e);
            }
            return file.reference();
        }
    }

    /** In an environment variable that this process and the worker both have. */
    record InEnvironment(String password) implements CapturePassword {
        private static final String VARIABLE = "MILLRACE_CAPTURE_PASSWORD";
        private static final String HASH_KEY = "MILLRACE_HASH_KEY";

        /** The variable's value; empty where it is not set. */
        public static Optional<CapturePassword> of(Map<String, String> environment) {
            String value = environment.get(VARIABLE);
            return value == null || value.isEmpty() ? Optional.empty() : Optional.of(new InEnvironment(value));
        }

        @Override
        public String publish() {
            return "${env:" + VARIABLE + "}";
        }

        /** It may be that the variable holds just this. */
        @Override
        public String ofUser(String given) {
            return given.equals(password) ? publish() : given;
        }

        @Override
        public String hashKey(String key) {
            return elsewhere(key);
        }

        private static String elsewhere(String key) {
            if (!key.equals(System.getenv(HASH_KEY))) {
                throw new ControllerException(
                        "The Kafka Connect of capture.connectUrl needs the key of the hashes, too: set"
                                + " the environment variable " + HASH_KEY + " here and there, write source.hashKey: ${"
                                + HASH_KEY
                                + "}, and give its worker config.providers=env with Kafka's EnvVarConfigProvider");
            }
            return "${env:" + HASH_KEY + "}";
        }
    }

    /** In the connector's settings themselves: the last resort for a worker elsewhere. */
    record InClear(String password) implements CapturePassword {
        @Override
        public String publish() {
            return password;
        }

        @Override
        public String ofUser(String given) {
            return given;
        }

        /** Never in clear: whoever reads it from Connect's REST interface can try values until a hash fits. */
        @Override
        public String hashKey(String key) {
            return InEnvironment.elsewhere(key);
        }
    }
}
