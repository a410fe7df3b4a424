package io.millrace.controller.capture;

import io.millrace.connect.SecretFile;
import io.millrace.controller.error.ControllerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The connector's password at the source, and how the connector's settings refer to it. */
public sealed interface ConnectorSecret {
    /** The prefix in {@code MILLRACE_CAPTURE_PASSWORD_BY} for a file that Connect reads. */
    String FILE = "file:";

    /** In clear. */
    String password();

    /** The reference in the connector's settings; ensures that the worker can resolve it. */
    String publish();

    /** The same for the password of the user that the source's URL names, if there is no role of our own. */
    String ofUser(String given);

    /** The same for the key of {@code source.hashKey}. */
    String hashKey(String key);

    /**
     * From the environment: the password in {@code MILLRACE_CAPTURE_PASSWORD}, and how Connect gets it in {@code
     * MILLRACE_CAPTURE_PASSWORD_BY}: {@code environment}, the default, {@code file:/absolute/path} or {@code settings}.
     *
     * @throws ControllerException if there is no password, or the way is unknown
     */
    static ConnectorSecret of(Map<String, String> environment) {
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

    /** The controller's environment variables for this secret, for the process that starts it. */
    default Map<String, String> environment() {
        String way = this instanceof InFile inFile
                ? FILE + inFile.file().file()
                : this instanceof InClear ? "settings" : "environment";
        return Map.of(InEnvironment.VARIABLE, password(), InEnvironment.VARIABLE + "_BY", way);
    }

    /** In a file, for the worker on this machine. */
    record InFile(String password, SecretFile file) implements ConnectorSecret {
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

    /** In an environment variable that this process and the worker share. */
    record InEnvironment(String password) implements ConnectorSecret {
        private static final String VARIABLE = "MILLRACE_CAPTURE_PASSWORD";
        private static final String HASH_KEY = "MILLRACE_HASH_KEY";

        /** The variable's value; empty if it is not set. */
        public static Optional<ConnectorSecret> of(Map<String, String> environment) {
            String value = environment.get(VARIABLE);
            return value == null || value.isEmpty() ? Optional.empty() : Optional.of(new InEnvironment(value));
        }

        @Override
        public String publish() {
            return "${env:" + VARIABLE + "}";
        }

        /** The variable may hold just this. */
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

    /** In plain text in the connector's settings: the last resort for a remote worker. */
    record InClear(String password) implements ConnectorSecret {
        @Override
        public String publish() {
            return password;
        }

        @Override
        public String ofUser(String given) {
            return given;
        }

        /** Never in plain text: a reader of Connect's REST interface could try values until a hash matches. */
        @Override
        public String hashKey(String key) {
            return InEnvironment.elsewhere(key);
        }
    }
}
