package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTest {
    @Test
    void serviceHasOneArchiveWhateverItsProperties() {
        assertThat(archive("broker", "-Xmx64m", "-Dlog4j.configuration=one"))
                .isEqualTo(archive("broker", "-Xmx64m", "-Dlog4j.configuration=two"));
    }

    @Test
    void otherFlagsHaveAnotherArchive() {
        assertThat(archive("broker", "-XX:+UseSerialGC")).isNotEqualTo(archive("broker", "-XX:+UseParallelGC"));
    }

    @Test
    void recordingIsAnOptionOfTheJvm() {
        Command command = new Command(
                List.of("java", "-Xmx64m", "@classpath.args", "Main", "-v"), Map.of(), Path.of("x"), "TERM");

        assertThat(ClassArchive.recorded(command).arguments())
                .containsSubsequence("-Xmx64m", "-XX:+RecordDynamicDumpInfo", "@classpath.args", "Main", "-v");
    }

    @Test
    void twoBuildsOfAServiceAreKeptAndWhatIsBeingWritten(@TempDir Path folder) throws Exception {
        long self = ProcessHandle.current().pid();
        // No process has a number beyond 4 million on Linux.
        String[] names = {
            "ops-1.jsa",
            "ops-2.jsa",
            "ops-3.jsa",
            "kafka-1.jsa",
            "ops-4.jsa." + self + ".partial",
            "ops-4.jsa.99999999.partial",
            "ops-4.jsa.99999999.partial.temp"
        };
        for (int i = 0; i < names.length; i++) {
            Path file = Files.createFile(folder.resolve(names[i]));
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * i));
        }

        ClassArchive.deleteOld(folder);

        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("ops-2.jsa", "ops-3.jsa", "kafka-1.jsa", "ops-4.jsa." + self + ".partial");
    }

    @Test
    void nothingIsDeletedWhereNothingWasEverMade(@TempDir Path folder) {
        assertThatNoException().isThrownBy(() -> ClassArchive.deleteOld(folder.resolve("absent")));
    }

    private static ClassArchive archive(String service, String... options) {
        return ClassArchive.of(service, "some.jar", List.of(options));
    }
}
