package io.millrace.e2e.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files that CONTRIBUTING.md and README.md send a newcomer to, and how long files are. */
final class SourceFilesTest {
    private static final int MOST_LINES = 400;
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
            assertThat(page.equals("README.md") || found > 10)
                    .as("files named in " + page)
                    .isTrue();
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void noFileIsLongerThan400Lines() throws IOException {
        List<String> longer = new ArrayList<>();
        try (Stream<Path> files = Files.walk(HOME)) {
            for (Path file : files.filter(SourceFilesTest::isSource).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    if (lines.count() > MOST_LINES) {
                        longer.add(HOME.relativize(file).toString());
                    }
                }
            }
        }
        assertThat(longer).isEmpty();
    }

    private static boolean isSource(Path file) {
        String path = HOME.relativize(file).toString();
        return path.matches(".*\\.(java|ts|tsx)")
                && !path.matches("(.*/)?(target|node_modules|dist|generated|\\..*)/.*");
    }
}
