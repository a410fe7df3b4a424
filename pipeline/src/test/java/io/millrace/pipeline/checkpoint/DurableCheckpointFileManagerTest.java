package io.millrace.pipeline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableCheckpointFileManagerTest {
    @TempDir
    java.nio.file.Path folder;

    private Path root;
    private DurableCheckpointFileManager manager;

    @BeforeEach
    void make() throws IOException {
        root = new Path(folder.resolve("checkpoint").toUri());
        manager = new DurableCheckpointFileManager(root, new Configuration(false));
        manager.mkdirs(new Path(root, "offsets"));
    }

    @Test
    void aFileIsThereOnlyWhenItIsWhole() throws IOException {
        Path file = new Path(root, "offsets/0");
        CancellableFSDataOutputStream out = manager.createAtomic(file, false);
        out.write("hello".getBytes(StandardCharsets.UTF_8));
        out.flush();
        assertThat(manager.exists(file)).isFalse();
        out.close();
        assertThat(manager.exists(file)).isTrue();
        try (var in = manager.open(file)) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        }
        assertThat(names("offsets")).containsExactly("0");
    }

    @Test
    void aCancelledFileLeavesNothing() throws IOException {
        CancellableFSDataOutputStream out = manager.createAtomic(new Path(root, "offsets/0"), false);
        out.write(1);
        out.cancel();
        out.close();
        assertThat(names("offsets")).isEmpty();
    }

    @Test
    void aFileIsReplacedOnlyWhereThatWasAskedFor() throws IOException {
        Path file = new Path(root, "offsets/0");
        write(file, "first", false);
        assertThatThrownBy(() -> write(file, "second", false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(local("offsets/0"))).isEqualTo("first");
        write(file, "third", true);
        assertThat(Files.readString(local("offsets/0"))).isEqualTo("third");
        assertThat(names("offsets")).containsExactly("0");
    }

    @Test
    void aMissingFileIsReportedAsHadoopDoes() {
        assertThatThrownBy(() -> manager.open(new Path(root, "offsets/9"))).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> manager.list(new Path(root, "none"), path -> true))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void deletesAFolderWithAllInItAndDoesNotMindAMissingOne() throws IOException {
        write(new Path(root, "offsets/0"), "x", false);
        manager.delete(root);
        manager.delete(root);
        assertThat(folder.resolve("checkpoint")).doesNotExist();
    }

    @Test
    void makesItsFolder() {
        manager.delete(root);
        assertThat(manager.createCheckpointDirectory().toUri().getPath())
                .isEqualTo(local("").toString());
        assertThat(local("")).isDirectory();
        assertThat(manager.isLocal()).isTrue();
    }

    private java.nio.file.Path local(String name) {
        return folder.resolve("checkpoint").resolve(name);
    }

    private void write(Path file, String text, boolean overwrite) throws IOException {
        try (CancellableFSDataOutputStream out = manager.createAtomic(file, overwrite)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private java.util.List<String> names(String sub) {
        return Arrays.stream(manager.list(new Path(root, sub), path -> true))
                .map(status -> status.getPath().getName())
                .toList();
    }
}
