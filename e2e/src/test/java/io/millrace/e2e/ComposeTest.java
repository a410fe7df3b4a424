package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.launcher.stack.ServiceGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code deploy/compose} cannot run in CI; this holds it to the launcher and the build. */
final class ComposeTest {
    private static final Path FOLDER = Millrace.HOME.resolve("deploy/compose");
    private static final JsonNode COMPOSE = read(FOLDER.resolve("compose.yaml"));
    private static final Set<String> STATEFUL = Set.of("postgres", "kafka", "clickhouse", "pipeline");

    @Test
    void itsDependencyGraphIsTheLaunchers() {
        assertThat(names(COMPOSE.path("services"))).containsExactlyInAnyOrderElementsOf(ServiceGraph.services());
        for (var service : ServiceGraph.services()) {
            var needs = COMPOSE.path("services").path(service).path("depends_on");
            assertThat(names(needs)).as(service).isEqualTo(new TreeSet<>(ServiceGraph.needs(service)));
            needs.forEach(need -> assertThat(need.path("condition").asText()).isEqualTo("service_healthy"));
        }
    }

    @Test
    void everyServiceHasAHealthCheck() {
        COMPOSE.path("services")
                .properties()
                .forEach(service -> assertThat(service.getValue()
                                .path("healthcheck")
                                .path("test")
                                .path(1)
                                .asText())
                        .as(service.getKey())
                        .isNotEmpty());
    }

    @Test
    void allStateIsInNamedVolumes() {
        var declared = names(COMPOSE.path("volumes"));
        for (var service : STATEFUL) {
            var mounted = new ArrayList<String>();
            COMPOSE.path("services")
                    .path(service)
                    .path("volumes")
                    .forEach(volume -> mounted.add(volume.asText().replaceFirst(":.*", "")));
            assertThat(mounted).as(service).anyMatch(declared::contains);
        }
    }

    @Test
    void opsReadsWithALoginThatMayOnlyRead() throws IOException {
        var login = "reader:${CLICKHOUSE_READER_PASSWORD:?set it in deploy/compose/.env}";
        assertThat(COMPOSE.at("/services/ops/environment/MILLRACE_WAREHOUSE_READER_URL")
                        .asText())
                .isEqualTo("http://" + login + "@clickhouse:8123");
        assertThat(COMPOSE.at("/services/clickhouse/volumes").toString())
                .contains("./clickhouse-reader.xml:/etc/clickhouse-server/users.d/");
        assertThat(COMPOSE.at("/services/clickhouse/environment").has("CLICKHOUSE_READER_PASSWORD"))
                .isTrue();
        assertThat(Files.readString(FOLDER.resolve("clickhouse-reader.xml")))
                .contains("<reader>", "from_env=\"CLICKHOUSE_READER_PASSWORD\"", "<readonly>2</readonly>")
                .containsOnlyOnce("GRANT ");
        assertThat(Files.readString(FOLDER.resolve("env.example"))).contains("\nCLICKHOUSE_READER_PASSWORD=\n");
    }

    @Test
    void versionsAreThoseOfTheBuild() throws IOException {
        var pom = Files.readString(Millrace.HOME.resolve("pom.xml"));
        var dockerfile = Files.readString(FOLDER.resolve("Dockerfile"));
        // The embedded binaries number their builds: 18.6.0 is Postgres 18.6.
        assertThat(image("postgres"))
                .isEqualTo("postgres:" + version(pom, "postgres").replaceFirst("\\.0$", ""));
        assertThat(image("kafka")).isEqualTo("apache/kafka:" + version(pom, "kafka"));
        assertThat(dockerfile).contains("debezium/connect:" + version(pom, "debezium") + " ");
        assertThat(dockerfile).contains("apache/spark:" + version(pom, "spark") + "-");
        assertThat(image("clickhouse"))
                .isEqualTo("clickhouse/clickhouse-server:"
                        + version(pom, "libchdb").replaceFirst("(\\d+\\.\\d+)\\..*", "$1"));
    }

    @Test
    void noSecretIsInAFile() throws IOException {
        for (var file :
                List.of("compose.yaml", "millrace.yaml", "clickhouse-reader.xml", "env.example", "Dockerfile")) {
            assertThat(Files.readString(FOLDER.resolve(file))
                            .lines()
                            .filter(line -> Pattern.compile("(?i)(password|token|secret)\\w*\\s*[:=]\\s*[^\\s$?]")
                                    .matcher(line)
                                    .find()))
                    .as(file)
                    .isEmpty();
        }
        assertThat(Files.readString(Millrace.HOME.resolve(".gitignore"))).contains(".env");
    }

    @Test
    void theConfigurationIsOneThatMillraceReads() {
        var config = io.millrace.config.ConfigReader.read(
                FOLDER.resolve("millrace.yaml"),
                Map.of("POSTGRES_PASSWORD", "p", "CLICKHOUSE_PASSWORD", "c", "MILLRACE_OPS_TOKEN", "t"));
        assertThat(config.source().url()).contains("postgresql://millrace:p@postgres:5432/shop");
        assertThat(config.source().name()).isEqualTo("shop");
        assertThat(config.log().bootstrapServers()).contains("kafka:9092");
        assertThat(config.warehouse().database()).isEqualTo("shop");
    }

    private static String image(String service) {
        return COMPOSE.path("services").path(service).path("image").asText();
    }

    private static String version(String pom, String name) {
        var match = Pattern.compile("<" + name + "\\.version>([^<]+)<").matcher(pom);
        assertThat(match.find()).as(name).isTrue();
        return match.group(1);
    }

    private static Set<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Jackson leaves {@code <<} merges alone; none of what is checked here stands behind one. */
    private static JsonNode read(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
