package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/**
 * The source's password in a file that only its owner can read. The connector's settings name the file, so that Connect's
 * REST interface, which shows settings to everybody who can reach it, does not show the password.
 *
 * @param file absolute path of a Java properties file on the worker's machine
 */
public record SecretFile(Path file) {
    private static final String KEY = "password";

    public SecretFile {
        requireNonNull(file, "file is null");
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException("The worker needs an absolute path, not " + file);
        }
    }

    /** Another one in the same folder. */
    public SecretFile beside(String name) {
        return new SecretFile(file.resolveSibling(name));
    }

    /** The reference that replaces the password in the connector's settings. */
    public String reference() {
        return "${file:" + file + ":" + KEY + "}";
    }

    /**
     * The worker properties required to resolve {@link #reference()}. The file's folder must exist when the worker
     * starts. Any user of the worker can read all files of that folder through it, so nothing else belongs there.
     */
    public Map<String, String> workerSettings() {
        return Map.of(
                "config.providers", "file",
                "config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider",
                "config.providers.file.param.allowed.paths",
                        requireNonNull(file.getParent(), "file has no folder").toString());
    }

    /**
     * Writes the file, readable and writable by its owner only; a reader sees the old or the new one.
     *
     * @param password in clear
     * @throws IOException if the file cannot be written
     */
    public void write(String password) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(KEY, password);
        Path folder = requireNonNull(file.getParent(), "file has no folder");
        Path written = Files.createTempFile(
                folder,
                "secret",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(written)) {
            properties.store(out, null);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
