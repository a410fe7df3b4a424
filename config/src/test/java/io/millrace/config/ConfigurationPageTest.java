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
                        .map(RecordComponent::getName)
                        .map(key -> section.getName() + "." + key.replaceFirst("Millis$", "")));
    }
}
