package io.millrace.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the build says about versions, images and jars, which deployment files must repeat. */
final class BuildFacts {
    static final Path HOME =
            Path.of(System.getProperty("millrace.home", "..")).toAbsolutePath().normalize();
    static final Path DEPLOY = HOME.resolve("deploy");

    private static final String POM = text(HOME.resolve("pom.xml"));
    private static final String DOCKERFILE = text(DEPLOY.resolve("compose/Dockerfile"));

    private BuildFacts() {}

    /** The version of Millrace. */
    static String version() {
        return first(Pattern.compile("<artifactId>millrace</artifactId>\\s*<version>([^<]+)<"), POM);
    }

    /** The version of a system, {@code kafka} or {@code spark}, as the pom has it. */
    static String version(String system) {
        return first(Pattern.compile("<" + Pattern.quote(system) + "\\.version>([^<]+)<"), POM);
    }

    /** Postgres's own version: the binaries of the build number their builds, 18.6.0 is Postgres 18.6. */
    static String postgres() {
        return version("postgres").replaceFirst("\\.0$", "");
    }

    /** ClickHouse's release of the library that the build uses. */
    static String clickHouse() {
        return version("libchdb").replaceFirst("(\\d+\\.\\d+)\\..*", "$1");
    }

    /** Names of the images that the Dockerfile builds. */
    static Set<String> images() {
        Set<String> targets = new LinkedHashSet<>(Pattern.compile("(?m)^FROM \\S+ AS (\\S+)$")
                .matcher(DOCKERFILE)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList());
        targets.removeAll(Set.of("web", "java", "jre"));
        return targets;
    }

    /** The image that a target of the Dockerfile starts from. */
    static String baseOf(String target) {
        return first(Pattern.compile("(?m)^FROM (\\S+) AS " + Pattern.quote(target) + "$"), DOCKERFILE);
    }

    /** Whether a class of that name is in the sources of a module. */
    static boolean hasClass(String module, String name) {
        return Files.exists(HOME.resolve(module + "/src/main/java/" + name.replace('.', '/') + ".java"));
    }

    /** Spark's settings: name, white space, value. */
    static Properties properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        assertThat(match.find()).as(pattern.pattern()).isTrue();
        return match.group(1);
    }
}
