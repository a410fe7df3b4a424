package io.millrace.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.config.AlertRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide and the rules for Prometheus say what the code does. Where they do not, the message has what they should say. */
class AlertPagesTest {
    private static final Path HOME = Path.of(System.getProperty("millrace.home", ".."));

    @Test
    void the_guide_has_each_rule_with_its_meaning_default_and_advice() throws Exception {
        List<String> written = Files.readAllLines(HOME.resolve("docs/guides/alerts.md")).stream()
                .filter(line ->
                        Stream.of(AlertRule.values()).anyMatch(rule -> line.startsWith("| `" + rule.key() + "` |")))
                .toList();
        assertThat(String.join("\n", written)).isEqualTo(String.join("\n", AlertPages.table()));
    }

    @Test
    void prometheus_gets_the_same_rules_with_the_same_limits() throws Exception {
        String written = Files.readString(HOME.resolve("deploy/prometheus/millrace.rules.yml"));
        assertThat(written).isEqualTo(AlertPages.prometheus());
        JsonNode rules = new YAMLMapper().readTree(written).at("/groups/0/rules");
        assertThat(rules).hasSize(AlertRule.values().length + 1);
        for (JsonNode rule : rules) {
            assertThat(rule.path("expr").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
        }
    }
}
