package io.millrace.ops.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.ops.alert.rule.QuantityFormat;
import io.millrace.ops.alert.rule.RuleText;
import java.time.Duration;
import java.util.Map;

/** A message in the format of its webhook. */
final class MessageText {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Slack's limit of a section is 3,000 characters. */
    private static final int LONGEST = 2_500;

    private static final Map<String, String> SIGNS =
            Map.of("info", ":information_source:", "warning", ":warning:", "critical", ":rotating_light:");

    private MessageText() {}

    static String of(Message message, Config.Webhook.Format format) {
        ObjectNode body = format == Config.Webhook.Format.SLACK ? slack(message) : json(message);
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON for an alert", e);
        }
    }

    private static ObjectNode json(Message message) {
        AlertEntry alert = message.alert();
        AlertRule rule = AlertRule.of(alert.rule());
        ObjectNode body = JSON.createObjectNode()
                .put("id", message.id())
                .put("event", message.event().text())
                .put("source", alert.source())
                .put("rule", alert.rule())
                .put("title", RuleText.of(rule).title())
                .put("subject", alert.subject())
                .put("severity", alert.severity())
                .put("since", alert.since().toString());
        if (alert.resolvedAt() != null) {
            body.put("resolvedAt", alert.resolvedAt().toString());
        }
        body.put("reason", alert.reason()).put("advice", alert.advice());
        if (rule.unit() != AlertRule.Unit.NONE) {
            body.put("value", alert.value())
                    .put("threshold", alert.threshold())
                    .put("unit", rule.unit().name().toLowerCase(java.util.Locale.ROOT));
        }
        return body;
    }

    private static ObjectNode slack(Message message) {
        AlertEntry alert = message.alert();
        String title = RuleText.of(AlertRule.of(alert.rule())).title()
                + (alert.subject().isEmpty() ? "" : ": " + alert.subject());
        boolean firing = message.event() == Message.Event.FIRING;
        String head = firing
                ? SIGNS.getOrDefault(alert.severity(), ":warning:") + " *" + escaped(title) + "*"
                : ":white_check_mark: *Resolved: " + escaped(title) + "* after " + lasted(alert);
        ObjectNode body = JSON.createObjectNode();
        body.put("text", (firing ? "" : "Resolved: ") + escaped(title) + " (" + escaped(alert.source()) + ")");
        ArrayNode blocks = body.putArray("blocks");
        section(blocks, head + "\n" + escaped(alert.reason()));
        if (firing) {
            section(blocks, "*What to do:* " + escaped(alert.advice()));
        }
        blocks.addObject()
                .put("type", "context")
                .putArray("elements")
                .addObject()
                .put("type", "mrkdwn")
                .put(
                        "text",
                        escaped("Millrace " + alert.source() + " · " + alert.rule() + " · " + alert.severity()
                                + " · since " + alert.since()));
        return body;
    }

    private static void section(ArrayNode blocks, String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        blocks.addObject()
                .put("type", "section")
                .putObject("text")
                .put("type", "mrkdwn")
                .put("text", cut);
    }

    private static String lasted(AlertEntry alert) {
        Duration time =
                Duration.between(alert.since(), requireNonNull(alert.resolvedAt(), "the alert is resolved, but fires"));
        return QuantityFormat.text(time.toMillis() / 1_000.0, AlertRule.Unit.SECONDS);
    }

    /** Names of the source's tables must not become links or mentions. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
