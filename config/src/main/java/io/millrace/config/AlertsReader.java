package io.millrace.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the section {@code alerts}: each rule as {@code {above: …, for: …, severity: …}} or {@code off}. */
final class AlertsReader {
    private static final Pattern HTTP_URL = Pattern.compile("https?://[^/\\s]+\\S*");
    private static final Pattern FOLDER = Pattern.compile("/.*");
    private static final int DAY_MILLIS = 86_400_000;

    private AlertsReader() {}

    static Config.Alerts read(Section section) {
        Map<AlertRule, AlertRule.Setting> rules = new EnumMap<>(AlertRule.class);
        Section all = section.section("rules");
        for (AlertRule rule : AlertRule.values()) {
            rules.put(rule, rule(all, rule));
        }
        all.finish();
        List<Config.Webhook> webhooks = new ArrayList<>();
        for (Section hook : section.sections("webhooks")) {
            webhooks.add(new Config.Webhook(
                    hook.needed("url", HTTP_URL, "an address such as https://host/path"),
                    hook.oneOf("format", Config.Webhook.Format.JSON),
                    hook.oneOf("minimumSeverity", AlertRule.Severity.INFO)));
            hook.finish();
        }
        List<String> folders = section.list("folders", FOLDER, "the absolute path of a folder");
        int quietStart = section.milliseconds("quietStart", Config.Alerts.DEFAULT.quietStartMillis(), 3_600_000);
        section.finish();
        return new Config.Alerts(rules, webhooks, folders, quietStart);
    }

    private static AlertRule.Setting rule(Section all, AlertRule rule) {
        AlertRule.Setting usual = rule.usual();
        if (all.isOff(rule.key())) {
            return new AlertRule.Setting(false, usual.threshold(), usual.holdMillis(), usual.severity());
        }
        Section section = all.section(rule.key());
        AlertRule.Setting setting = new AlertRule.Setting(
                true,
                rule.unit() == AlertRule.Unit.NONE ? 0 : threshold(section, rule),
                section.milliseconds("for", usual.holdMillis(), DAY_MILLIS),
                section.oneOf("severity", usual.severity()));
        section.finish();
        return setting;
    }

    private static double threshold(Section section, AlertRule rule) {
        String key = rule.firesBelow() ? "below" : "above";
        String other = rule.firesBelow() ? "above" : "below";
        if (section.text(other).isPresent()) {
            throw section.wrong(other, "is not what this rule goes by: write `" + key + "`");
        }
        Optional<String> text = section.text(key);
        if (text.isEmpty()) {
            return rule.usual().threshold();
        }
        return Quantity.parse(text.get(), rule.unit())
                .orElseThrow(() ->
                        section.wrong(key, "expects " + Quantity.expected(rule.unit()) + ", not `" + text.get() + "`"));
    }
}
