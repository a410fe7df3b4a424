package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule;
import io.millrace.ops.alert.rule.RuleText;
import io.millrace.ops.api.alert.Alert;
import io.millrace.ops.api.alert.AlertMessage;
import io.millrace.ops.warehouse.AlertQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Alerts as the console shows them. */
public final class AlertViews {
    private final AlertQueries queries;

    public AlertViews(AlertQueries queries) {
        this.queries = queries;
    }

    /** The firing and recently resolved alerts, as in {@link AlertQueries#latest}. */
    public List<Alert> latest(int hours, int limit) {
        return queries.latest(hours, limit).stream()
                .map(recorded -> view(recorded.alert(), recorded.deliveries()))
                .toList();
    }

    private static Alert view(AlertEntry alert, List<AlertDelivery> deliveries) {
        // A rule of another version has no text here.
        Optional<AlertRule> rule = Stream.of(AlertRule.values())
                .filter(known -> known.key().equals(alert.rule()))
                .findFirst();
        boolean measured = rule.isPresent() && rule.get().unit() != AlertRule.Unit.NONE;
        return new Alert(
                alert.rule(),
                rule.map(RuleText::of).map(RuleText::title).orElse(alert.rule()),
                alert.subject(),
                Alert.Severity.valueOf(alert.severity().toUpperCase(Locale.ROOT)),
                alert.since(),
                alert.resolvedAt(),
                alert.reason(),
                alert.advice(),
                measured ? alert.value() : null,
                measured ? alert.threshold() : null,
                measured ? rule.get().unit().name().toLowerCase(Locale.ROOT) : null,
                deliveries.stream().map(AlertViews::message).toList());
    }

    private static AlertMessage message(AlertDelivery delivery) {
        return new AlertMessage(
                delivery.event(),
                delivery.webhook(),
                delivery.outcome().name().toLowerCase(Locale.ROOT),
                delivery.at(),
                delivery.attempts(),
                delivery.detail());
    }
}
