package io.millrace.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What deploy/ asks Prometheus for is what ops and the pipeline tell. */
class DeployedMetricsTest {
    private static final Path HOME = Path.of(System.getProperty("millrace.home", ".."));
    private static final Path DASHBOARD = HOME.resolve("deploy/grafana/dashboards/millrace.json");

    /** The pipeline is no module that ops may see; its meters are in one file. */
    private static final Path PIPELINE =
            HOME.resolve("pipeline/src/main/java/io/millrace/pipeline/write/WriterMetrics.java");

    private static final Pattern METRIC = Pattern.compile("millrace_[a-z0-9_]+");
    private static final Pattern METER =
            Pattern.compile("(Counter|Timer|DistributionSummary|Gauge)\\s*\\.builder\\(\\s*\"([a-z.]+)\"");

    @Test
    void rules_use_metrics_that_there_are() throws IOException {
        JsonNode rules = new YAMLMapper()
                .readTree(Files.readString(HOME.resolve("deploy/prometheus/millrace.rules.yml")))
                .at("/groups/0/rules");
        assertThat(used(rules.findValuesAsText("expr"))).isNotEmpty().isSubsetOf(told());
    }

    @Test
    void the_dashboard_uses_metrics_that_there_are() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> expressions = dashboard.findValuesAsText("expr");
        assertThat(expressions).hasSizeGreaterThan(10).allMatch(each -> each.contains("millrace_"));
        assertThat(used(expressions)).isSubsetOf(told());
        assertThat(dashboard.path("panels").findValuesAsText("title")).doesNotHaveDuplicates();
    }

    @Test
    void every_gauge_has_a_name_and_a_description_that_prometheus_takes() {
        for (String name : MetricNames.all()) {
            assertThat(name).matches("millrace(\\.[a-z0-9]+)+");
            assertThat(MetricNames.describe(name)).as(name).isNotEmpty();
        }
    }

    private static Set<String> used(List<String> expressions) {
        Set<String> used = new TreeSet<>();
        expressions.forEach(expression ->
                METRIC.matcher(expression).results().map(MatchResult::group).forEach(used::add));
        return used;
    }

    private static Set<String> told() throws IOException {
        Set<String> told = new TreeSet<>();
        MetricNames.all().forEach(name -> told.add(name.replace('.', '_')));
        METER.matcher(Files.readString(PIPELINE)).results().forEach(meter -> {
            String name = meter.group(2).replace('.', '_');
            told.addAll(
                    switch (meter.group(1)) {
                        case "Counter" -> List.of(name + "_total");
                        case "Timer" -> suffixed(name + "_seconds");
                        case "DistributionSummary" -> suffixed(name);
                        default -> List.of(name);
                    });
        });
        return told;
    }

    private static List<String> suffixed(String name) {
        List<String> names = new ArrayList<>();
        for (String suffix : List.of("_bucket", "_count", "_sum", "_max")) {
            names.add(name + suffix);
        }
        return names;
    }
}
