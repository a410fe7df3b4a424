package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.AlertRule.Severity;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Alert rules by their names, each {@code {above: …, for: …, severity: …}} or {@code off}. */
final class AlertRulesType {
    private static final int DAY_MILLIS = 86_400_000;
    private static final SettingType<Integer> DURATION = SettingTypes.duration(0, DAY_MILLIS);
    private static final SettingType<Severity> SEVERITY = SettingTypes.oneOf(Severity.class);

    static final SettingType<Map<AlertRule, AlertRule.Setting>> TYPE =
            new SettingType<>("map of rules", AlertRulesType::read, AlertRulesType::write);

    private AlertRulesType() {}

    private static Optional<Map<AlertRule, AlertRule.Setting>> read(Section section, String key) {
        if (!section.has(key)) {
            return Optional.empty();
        }
        Map<AlertRule, AlertRule.Setting> rules = new EnumMap<>(AlertRule.class);
        Section all = section.section(key);
        for (AlertRule rule : AlertRule.values()) {
            rules.put(rule, rule(all, rule));
        }
        all.finish();
        return Optional.of(rules);
    }

    private static AlertRule.Setting rule(Section all, AlertRule rule) {
        AlertRule.Setting defaults = rule.defaults();
        if (all.isOff(rule.key())) {
            return new AlertRule.Setting(false, defaults.threshold(), defaults.holdMillis(), defaults.severity());
        }
        Section section = all.section(rule.key());
        AlertRule.Setting setting = new AlertRule.Setting(
                true,
                rule.unit() == AlertRule.Unit.NONE ? 0 : threshold(section, rule),
                DURATION.read(section, "for").orElse(defaults.holdMillis()),
                SEVERITY.read(section, "severity").orElse(defaults.severity()));
        section.finish();
        return setting;
    }

    private static double threshold(Section section, AlertRule rule) {
        String key = rule.firesBelow() ? "below" : "above";
        String other = rule.firesBelow() ? "above" : "below";
        if (section.has(other)) {
            throw section.wrong(other, "is not the side of this rule: write `" + key + "`");
        }
        Optional<String> text = section.text(key);
        if (text.isEmpty()) {
            return rule.defaults().threshold();
        }
        return Quantity.parse(text.get(), rule.unit())
                .orElseThrow(() ->
                        section.wrong(key, "expects " + Quantity.expected(rule.unit()) + ", not `" + text.get() + "`"));
    }

    private static Optional<JsonNode> write(Map<AlertRule, AlertRule.Setting> settings) {
        ObjectNode rules = JsonNodeFactory.instance.objectNode();
        settings.forEach((rule, setting) -> {
            if (!setting.on()) {
                rules.put(rule.key(), "off");
                return;
            }
            ObjectNode below = rules.putObject(rule.key());
            if (rule.unit() != AlertRule.Unit.NONE) {
                below.put(rule.firesBelow() ? "below" : "above", Quantity.text(setting.threshold(), rule.unit()));
            }
            below.put("for", SettingTypes.readable(setting.holdMillis()));
            below.put("severity", setting.severity().name().toLowerCase(Locale.ROOT));
        });
        return Optional.of(rules);
    }
}
