package io.millrace.launcher.stack;

import io.millrace.config.SettingValues;
import io.millrace.local.Installation;
import io.millrace.local.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether processes left by a killed launcher are those that this one would start: same configuration including ports,
 * and same build.
 */
final class StackMark {
    private final Path file;
    private final String mark;

    /** The mark of a stack. */
    StackMark(DataFolder data, Stack stack, Installation installation) {
        this.file = data.run().resolve("stack");
        StringBuilder text = new StringBuilder(SettingValues.of(stack.config()).toYaml());
        stack.components()
                .forEach(component -> text.append(component.name())
                        .append(' ')
                        .append(component.url())
                        .append('\n'));
        jars(installation).forEach(jar -> text.append(jar).append('\n'));
        this.mark = sha256(text.toString());
    }

    /** Whether the previous launcher had the same mark. */
    boolean isThatOfBefore() {
        try {
            return Files.readString(file).strip().equals(mark);
        } catch (IOException e) {
            return false;
        }
    }

    void write() throws IOException {
        PrivateFiles.write(file, (mark + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Name, size and modification time of each jar of Millrace. */
    private static List<String> jars(Installation installation) {
        try (Stream<Path> modules = Files.list(installation.home())) {
            return modules.map(module -> module.resolve("target"))
                    .filter(Files::isDirectory)
                    .flatMap(StackMark::jars)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> jars(Path target) {
        try (Stream<Path> files = Files.list(target)) {
            return files
                    .filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .map(StackMark::describe)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String describe(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
