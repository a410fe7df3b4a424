package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTest {
    @TempDir
    Path folder;

    @Test
    void serviceHasOneArchiveInWhicheverFolderItRuns() throws Exception {
        assertThat(archive("one", "-Xmx64m", "-Dlog4j.configuration=one"))
                .isEqualTo(archive("two", "-Xmx64m", "-Dlog4j.configuration=two"));
    }

    @Test
    void otherFlagsHaveAnotherArchive() throws Exception {
        assertThat(archive("one", "-XX:+UseSerialGC")).isNotEqualTo(archive("two", "-XX:+UseParallelGC"));
    }

    private String archive(String data, String... options) throws IOException {
        Path service = Files.createDirectories(folder.resolve(data).resolve("broker"));
        ClassArchive.option(service, "some.jar", List.of(options));
        return Files.readString(service.resolve("class-archive"));
    }
}
