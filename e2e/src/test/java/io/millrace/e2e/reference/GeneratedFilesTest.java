package io.millrace.e2e.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every generated page, or part of one, is what the code says. {@code docs/generate} writes them again
 * ({@code -Dgenerated.write=true}).
 */
final class GeneratedFilesTest {
    private static final Path HOME = Path.of(System.getProperty("millrace.home", ".."));
    private static final Pattern MARKER = Pattern.compile("<!-- generated: (\\S+) -->");
    private static final boolean WRITE = Boolean.getBoolean("generated.write");

    static List<GeneratedPart> parts() {
        return List.of(
                GeneratedPart.of("docs/reference/configuration.md", "settings", ConfigurationPage::settings),
                GeneratedPart.of("docs/reference/errors.md", "codes", ErrorsPage::codes),
                GeneratedPart.of("docs/reference/alerts.md", "rules", AlertPages::rules),
                GeneratedPart.whole("deploy/prometheus/millrace.rules.yml", AlertPages::prometheus),
                GeneratedPart.of("docs/reference/metrics.md", "pipeline", MetricsPage::pipeline),
                GeneratedPart.of("docs/reference/metrics.md", "controller", MetricsPage::controller),
                GeneratedPart.of("docs/reference/metrics.md", "ops", MetricsPage::ops),
                GeneratedPart.of(
                        "docs/reference/http-api.md",
                        "operations",
                        () -> HttpApiPage.read(HOME).operations()),
                GeneratedPart.of(
                        "docs/reference/http-api.md",
                        "schemas",
                        () -> HttpApiPage.read(HOME).schemas()),
                GeneratedPart.of("docs/reference/cli.md", "commands", CliPage::commands),
                GeneratedPart.of("docs/reference/bookkeeping-tables.md", "tables", BookkeepingPage::tables),
                GeneratedPart.of("docs/reference/kafka-topics.md", "topics", TopicsPage::topics),
                GeneratedPart.of("docs/reference/wire-format.md", "example", WireFormatPage::example),
                GeneratedPart.of("docs/reference/types.md", "types", TypesPage::types));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void whatIsGeneratedIsCurrent(GeneratedPart part) {
        if (WRITE) {
            part.write(HOME);
        }
        assertThat(part.read(HOME))
                .as("%s is not what the code says: write it again with docs/generate", part)
                .isEqualTo(part.expected(HOME));
    }

    @Test
    void everyMarkerBelongsToAPart() throws IOException {
        Set<String> marked = new TreeSet<>();
        try (Stream<Path> pages = Files.walk(HOME.resolve("docs"))) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                MARKER.matcher(Files.readString(page))
                        .results()
                        .forEach(marker -> marked.add(HOME.relativize(page) + "#" + marker.group(1)));
            }
        }
        assertThat(marked)
                .isEqualTo(new TreeSet<>(parts().stream()
                        .filter(part -> !part.name().isEmpty())
                        .map(GeneratedPart::toString)
                        .toList()));
    }
}
