package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page names every setting, and no other. */
final class ConfigurationPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("millrace.home", ".."), "docs/reference/configuration.md");

    @Test
    void thePageNamesExactlyTheSettingsThatThereAre() throws IOException {
        Stream<String> written = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)));
        assertThat(written).containsExactlyInAnyOrderElementsOf(settings().toList());
    }

    private static Stream<String> settings() {
        return Arrays.stream(Config.class.getRecordComponents())
                .flatMap(section -> Arrays.stream(section.getType().getRecordComponents())
                        .flatMap(ConfigurationPageTest::keys)
                        .map(key -> section.getName() + "." + key.replaceFirst("Millis$", "")));
    }

    private static Stream<String> keys(RecordComponent key) {
        return key.getType() == LogSecurity.class
                ? Stream.of("tls", "caFile", "certificate", "key", "user", "password", "mechanism")
                        .map(below -> key.getName() + "." + below)
                : Stream.of(key.getName());
    }
}
