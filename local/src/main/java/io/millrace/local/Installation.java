package io.millrace.local;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The built repository, where the class paths of all processes are.
 *
 * @param home the repository's root
 */
public record Installation(Path home) {
    public Installation {
        requireNonNull(home, "home is null");
    }

    /** The one that this JVM was started from: system property {@code millrace.home}. */
    public static Installation current() {
        String home = System.getProperty("millrace.home");
        if (home == null) {
            throw new LocalException("the system property millrace.home is not set: start by ./millrace or by Maven");
        }
        return new Installation(Path.of(home).toAbsolutePath().normalize());
    }

    /** Class path of a module that only gathers the jars of others, such as {@code local/kafka-broker}. */
    public String dependencies(String module) {
        Path file = home.resolve(module).resolve("target").resolve("classpath.txt");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new LocalException(file + " is missing: run `mvn package` once in " + home, e);
        }
    }

    /** Class path of a process of ours: its jar, then its dependencies. */
    public String classPath(String module) {
        return jar(module) + File.pathSeparator + dependencies(module);
    }

    /** The jar of a module of ours. */
    public Path jar(String module) {
        String name = "millrace-" + module + "-" + Versions.of("millrace") + ".jar";
        Path jar = home.resolve(module).resolve("target").resolve(name);
        if (!Files.isRegularFile(jar)) {
            throw new LocalException(jar + " is missing: run `mvn package` once in " + home);
        }
        return jar;
    }

    /** The text of a resource in the jar of a module, such as its {@code jvm.options}; empty when it has none. */
    public Optional<String> resource(String module, String name) {
        try (ZipFile zip = new ZipFile(jar(module).toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
