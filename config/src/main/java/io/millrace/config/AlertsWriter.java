package io.millrace.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Writes the section {@code alerts} so that {@link AlertsReader} reads it back. */
final class AlertsWriter {
    private AlertsWriter() {}

    static void write(ObjectNode node, Config.Alerts alerts) {
        ObjectNode rules = node.putObject("rules");
        alerts.rules().forEach((rule, setting) -> {
            if (!setting.on()) {
                rules.put(rule.key(), "off");
                return;
            }
            ObjectNode below = rules.putObject(rule.key());
            if (rule.unit() != AlertRule.Unit.NONE) {
                below.put(rule.firesBelow() ? "below" : "above", Quantity.text(setting.threshold(), rule.unit()));
            }
            below.put("for", setting.holdMillis() + "ms");
            below.put("severity", setting.severity().name().toLowerCase(Locale.ROOT));
        });
        ArrayNode webhooks = node.putArray("webhooks");
        alerts.webhooks()
                .forEach(hook -> webhooks.addObject()
                        .put("url", Variables.escape(hook.url()))
                        .put("format", hook.format().name().toLowerCase(Locale.ROOT))
                        .put("minimumSeverity", hook.minimumSeverity().name().toLowerCase(Locale.ROOT)));
        node.put("quietStart", alerts.quietStartMillis() + "ms");
        ArrayNode folders = node.putArray("folders");
        alerts.folders().forEach(folder -> folders.add(Variables.escape(folder)));
    }
}
