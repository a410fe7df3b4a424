package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    @Test
    void whatAStackKeepsIsItsOwnersAlone() throws IOException {
        DataFolder data = new DataFolder(temporary.resolve("above/data"));
        data.create();
        assertThat(open(data.root())).isEmpty();
        assertThat(data.logs()).isDirectory();
        assertThat(data.service("kafka")).isDirectory();
        assertThat(data.connectorSecret().getParent()).isDirectory();
    }

    @Test
    void aFolderOfAnEarlierVersionIsClosed() throws IOException {
        DataFolder data = new DataFolder(temporary.resolve("data"));
        for (String folder : List.of("etc", "run", "logs", "kafka/logs")) {
            Files.createDirectories(data.root().resolve(folder));
        }
        for (Path folder : folders(data.root())) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(data.root().resolve("etc/connector.properties"), "password=old");
        data.create();
        assertThat(open(data.root())).containsExactly(data.root().resolve("kafka/logs"));
        assertThat(data.root().resolve("etc/connector.properties")).doesNotExist();
    }

    @Test
    void aFolderThatWasThereStaysAsItWasAndWhatWePutIntoItIsClosed() throws IOException {
        Path shared = Files.createDirectory(temporary.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectory(shared.resolve("other"));
        new DataFolder(shared).create();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rwxrwxrwx");
        assertThat(open(shared)).containsExactly(shared, shared.resolve("other"));
    }

    private static List<Path> folders(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Folders into which others than their owner may look. */
    private static List<Path> open(Path root) throws IOException {
        return folders(root).stream().filter(DataFolderTest::isOpen).toList();
    }

    private static boolean isOpen(Path folder) {
        try {
            return !PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))
                    .equals("rwx------");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
