package io.millrace.local;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes of a Java process in the form that its JVM keeps in memory (class data sharing): loading and verifying them anew
 * is half of the work of a start. An archive is made from a process that runs, kept in the {@link UserCache}, and used by each
 * later start with the same Java, class path and flags, whatever its system properties. A JVM that cannot use it starts as it would without.
 */
public final class ClassArchive {
    /** In a service's folder: where the archive of its last start is, or would be. */
    private static final String NOTE = "class-archive";

    private static final String PARTIAL = ".partial";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Of one service: this build's, and that of another checkout. */
    private static final int KEPT = 2;

    private ClassArchive() {}

    /** The JVM option for a start in a folder, whose name is the service's; empty where there is no archive yet. */
    static Optional<String> option(Path directory, String classPath, List<String> options) throws IOException {
        Path archive = UserCache.folder()
                .resolve("classes")
                .resolve(requireNonNull(directory.getFileName()) + "-" + hash(classPath, options) + ".jsa");
        Files.writeString(directory.resolve(NOTE), archive.toString());
        return Files.isRegularFile(archive) ? Optional.of("-XX:SharedArchiveFile=" + archive) : Optional.empty();
    }

    /**
     * Makes the archive of a service that runs, where there is none. Costs some ten seconds of CPU, which nobody else wants.
     *
     * @param directory the service's folder
     * @return empty, or why it could not be made
     */
    public static Optional<String> make(Path directory, long pid) {
        try {
            Path archive = Path.of(Files.readString(directory.resolve(NOTE)));
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            if (Files.exists(archive)) {
                return Optional.empty();
            }
            if (!Files.isExecutable(jcmd)) {
                return Optional.of("this Java has no jcmd");
            }
            Path folder = Files.createDirectories(requireNonNull(archive.getParent()));
            // Of this process alone: two stacks of one build may be at it at the same time.
            Path partial = folder.resolve(archive.getFileName() + "." + pid + PARTIAL);
            Tools.Result result;
            try (LowPriority unused = LowPriority.of(partial.toString())) {
                result = Tools.run(
                        LIMIT, jcmd.toString(), Long.toString(pid), "VM.cds", "static_dump", partial.toString());
            }
            if (!Files.isRegularFile(partial)) {
                return Optional.of(result.lastLine());
            }
            Files.move(partial, archive, StandardCopyOption.ATOMIC_MOVE);
            forgetOld(folder, requireNonNull(directory.getFileName()) + "-");
            forgetUnfinished(folder);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static void forgetOld(Path folder, String prefix) throws IOException {
        List<Path> old;
        try (Stream<Path> files = Files.list(folder)) {
            old = files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.getFileName().toString().endsWith(".jsa"))
                    .sorted(Comparator.comparingLong(
                            (Path file) -> -file.toFile().lastModified()))
                    .skip(KEPT)
                    .toList();
        }
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
    }

    /** A process that ends while its archive is made leaves files that nobody else writes to. */
    private static void forgetUnfinished(Path folder) throws IOException {
        long before = System.currentTimeMillis() - 2 * LIMIT.toMillis();
        List<Path> old;
        try (Stream<Path> files = Files.list(folder)) {
            old = files.filter(file -> file.getFileName().toString().contains(PARTIAL)
                            && file.toFile().lastModified() < before)
                    .toList();
        }
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
    }

    private static String hash(String classPath, List<String> options) throws IOException {
        // Properties, such as one with the path of a data folder, are nothing to an archive.
        List<String> flags =
                options.stream().filter(option -> !option.startsWith("-D")).toList();
        StringBuilder text = new StringBuilder(System.getProperty("java.vm.version")).append(flags);
        for (String jar : classPath.split(File.pathSeparator, -1)) {
            Path file = Path.of(jar);
            text.append('\n').append(jar);
            if (Files.exists(file)) {
                text.append(' ').append(Files.size(file)).append(' ').append(Files.getLastModifiedTime(file));
            }
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
