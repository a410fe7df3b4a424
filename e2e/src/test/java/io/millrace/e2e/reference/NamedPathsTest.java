package io.millrace.e2e.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files that CONTRIBUTING.md and README.md send a newcomer to. */
final class NamedPathsTest {
    private static final Path HOME = Path.of(System.getProperty("millrace.home", ".."));

    /** In backticks, with a folder and an ending. */
    private static final Pattern FILE = Pattern.compile("`((?:[\\w.-]+/)+[\\w-]+\\.\\w+)`");

    @Test
    void eachOfThemIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String page : List.of("CONTRIBUTING.md", "README.md")) {
            var names = FILE.matcher(Files.readString(HOME.resolve(page)));
            int found = 0;
            while (names.find()) {
                found++;
                if (!Files.exists(HOME.resolve(names.group(1)))) {
                    missing.add(page + ": " + names.group(1));
                }
            }
            assertThat(page.equals("README.md") || found > 10).as("files named in " + page).isTrue();
        }
        assertThat(missing).isEmpty();
    }
}
