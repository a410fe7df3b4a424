package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** Versions that the build fixes in its root pom. */
public final class Versions {
    private static final Properties VERSIONS = load();

    private Versions() {}

    public static String of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no version of " + name));
    }

    public static Optional<String> find(String name) {
        return Optional.ofNullable(VERSIONS.getProperty(name));
    }

    private static Properties load() {
        Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("versions.properties is missing");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
