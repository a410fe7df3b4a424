package io.millrace.e2e.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.config.AlertRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What deploy/ asks Prometheus for are metrics that the processes have. */
final class DeployedMetricsTest {
    private static final Path HOME = Path.of(System.getProperty("millrace.home", ".."));
    private static final Path DASHBOARD = HOME.resolve("deploy/grafana/dashboards/millrace.json");
    private static final Pattern METRIC = Pattern.compile("millrace_[a-z0-9_]+");

    @Test
    void rulesUseMetricsThatThereAre() throws IOException {
        JsonNode rules = new YAMLMapper()
                .readTree(Files.readString(HOME.resolve("deploy/prometheus/millrace.rules.yml")))
                .at("/groups/0/rules");
        assertThat(rules).hasSize(AlertRule.values().length + 1);
        assertThat(used(rules.findValuesAsText("expr"))).isNotEmpty().isSubsetOf(existing());
        for (JsonNode rule : rules) {
            assertThat(rule.path("expr").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
        }
    }

    @Test
    void theDashboardUsesMetricsThatThereAre() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> expressions = dashboard.findValuesAsText("expr");
        assertThat(expressions).hasSizeGreaterThan(10).allMatch(each -> each.contains("millrace_"));
        assertThat(used(expressions)).isSubsetOf(existing());
        assertThat(dashboard.path("panels").findValuesAsText("title")).doesNotHaveDuplicates();
    }

    private static Set<String> used(List<String> expressions) {
        Set<String> used = new TreeSet<>();
        expressions.forEach(expression ->
                METRIC.matcher(expression).results().map(MatchResult::group).forEach(used::add));
        return used;
    }

    private static Set<String> existing() {
        return MetricsPage.all()
                .flatMap(metric -> metric.seriesNames().stream())
                .collect(Collectors.toSet());
    }
}
