package io.millrace.local.process;

import io.millrace.local.LocalException;
import io.millrace.local.Tools;
import io.millrace.local.UserCache;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes of a Java process in the form that its JVM keeps in memory (class data sharing): loading and verifying them is a
 * third of the work of a start. An archive is made once for each build, from a process that was started by {@link #recorded},
 * kept in the {@link UserCache}, and used by each later start with the same Java, class path and flags, whatever its system
 * properties. A JVM that cannot use it starts as it would without.
 *
 * @param file where it is, or would be
 */
public record ClassArchive(Path file) {
    private static final String SUFFIX = ".jsa";

    /** While it is being written: {@code NAME-HASH.jsa.PID.partial}, of the process that writes. */
    private static final Pattern PARTIAL = Pattern.compile("\\.jsa\\.(\\d+)\\.partial");

    /** For a JVM whose archive does not fit after all. */
    private static final String SILENCE = "-Xlog:cds=off,cds+dynamic=off";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Of one service: this build's, and that of another checkout. */
    private static final int KEPT = 2;

    /** The archive of a service's process. */
    static ClassArchive of(String service, String classPath, List<String> options) {
        try {
            return new ClassArchive(folder().resolve(service + "-" + hash(classPath, options) + SUFFIX));
        } catch (IOException e) {
            throw new LocalException("cannot read the jars of " + service + ": " + e, e);
        }
    }

    public boolean isMade() {
        return Files.isRegularFile(file);
    }

    /** The JVM options for a start; none if there is no archive. */
    List<String> options() {
        if (!isMade()) {
            return List.of();
        }
        try {
            // What is in use is not what is deleted as old.
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            // Made by another user.
        }
        return List.of("-XX:SharedArchiveFile=" + file, SILENCE);
    }

    /** The command for a process from which an archive can be made. It compiles as little as possible. */
    public static Command recorded(Command command) {
        List<String> arguments = new ArrayList<>(command.arguments());
        int classPath = 0;
        while (!arguments.get(classPath).startsWith("@")) {
            classPath++;
        }
        arguments.addAll(classPath, List.of("-XX:+RecordDynamicDumpInfo", "-XX:TieredStopAtLevel=1"));
        return new Command(arguments, command.environment(), command.directory(), command.stopSignal());
    }

    /**
     * Makes the archive. Takes seconds, during which the process does nothing else.
     *
     * @param pid of a process that was started by {@link #recorded}
     * @return empty, or why it could not be made
     */
    public Optional<String> make(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return Optional.of("this Java has no jcmd");
        }
        // Of this process alone: two checkouts may be at it at the same time.
        Path partial = file.resolveSibling(file.getFileName() + "." + pid + ".partial");
        try {
            Files.createDirectories(folder());
            Tools.Result result =
                    Tools.run(LIMIT, jcmd.toString(), Long.toString(pid), "VM.cds", "dynamic_dump", partial.toString());
            if (!result.ok() || !Files.isRegularFile(partial)) {
                return Optional.of(result.lastLine());
            }
            try (FileChannel written = FileChannel.open(partial, StandardOpenOption.READ)) {
                // Half an archive, after a power failure, would crash each JVM that maps it.
                written.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /** Deletes archives of older builds, and what was left unfinished by processes that have ended. Safe beside other stacks and builds. */
    public static void deleteOld() {
        deleteOld(folder());
    }

    static void deleteOld(Path folder) {
        Map<String, List<Path>> archives = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                Matcher partial = PARTIAL.matcher(name);
                if (partial.find()) {
                    if (ProcessHandle.of(Long.parseLong(partial.group(1))).isEmpty()) {
                        Files.deleteIfExists(file);
                    }
                } else if (name.endsWith(SUFFIX) && name.contains("-")) {
                    archives.computeIfAbsent(name.substring(0, name.lastIndexOf('-')), service -> new ArrayList<>())
                            .add(file);
                }
            }
            for (List<Path> builds : archives.values()) {
                builds.sort(
                        Comparator.comparingLong((Path file) -> -file.toFile().lastModified()));
                for (Path old : builds.subList(Math.min(KEPT, builds.size()), builds.size())) {
                    // A process that has mapped it keeps it.
                    Files.deleteIfExists(old);
                }
            }
        } catch (IOException e) {
            // None was ever made, or they are another user's.
        }
    }

    private static Path folder() {
        return UserCache.folder().resolve("classes");
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
