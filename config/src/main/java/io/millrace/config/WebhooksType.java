package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.config.AlertRule.Severity;
import io.millrace.config.Config.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A list of webhooks, each {@code {url: …, format: json, minimumSeverity: info}}. */
final class WebhooksType {
    private static final Pattern URL = Pattern.compile("https?://[^/\\s]+\\S*");
    private static final SettingType<Webhook.Format> FORMAT = SettingTypes.oneOf(Webhook.Format.class);
    private static final SettingType<Severity> SEVERITY = SettingTypes.oneOf(Severity.class);

    static final SettingType<List<Webhook>> TYPE =
            new SettingType<>("list of webhooks", WebhooksType::read, WebhooksType::write);

    private WebhooksType() {}

    private static Optional<List<Webhook>> read(Section section, String key) {
        if (!section.has(key)) {
            return Optional.empty();
        }
        List<Webhook> webhooks = new ArrayList<>();
        for (Section webhook : section.sections(key)) {
            webhooks.add(new Webhook(
                    webhook.needed("url", URL, "an address such as https://host/path"),
                    FORMAT.read(webhook, "format").orElse(Webhook.Format.JSON),
                    SEVERITY.read(webhook, "minimumSeverity").orElse(Severity.INFO)));
            webhook.finish();
        }
        return Optional.of(List.copyOf(webhooks));
    }

    private static Optional<JsonNode> write(List<Webhook> webhooks) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        webhooks.forEach(webhook -> list.addObject()
                .put("url", Variables.escape(webhook.url()))
                .put("format", webhook.format().name().toLowerCase(Locale.ROOT))
                .put("minimumSeverity", webhook.minimumSeverity().name().toLowerCase(Locale.ROOT)));
        return Optional.of(list);
    }
}
