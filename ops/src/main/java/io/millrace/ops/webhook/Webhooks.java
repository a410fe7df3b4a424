package io.millrace.ops.webhook;

import static java.util.stream.Collectors.toMap;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.Config;
import io.millrace.core.duty.Duties;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All webhooks. A slow or dead one blocks neither the others nor callers. */
public final class Webhooks {
    private final List<WebhookQueue> queues = new ArrayList<>();
    private int started;

    /** Those of a process that is the only one. */
    Webhooks(List<Config.Webhook> webhooks, Consumer<AlertDelivery> record, Clock clock) {
        this(webhooks, record, () -> true, clock);
    }

    /**
     * @param record receives the delivery of each message, at once and from any thread
     * @param allowed asked before each message is sent; one that may not be sent waits
     */
    public Webhooks(
            List<Config.Webhook> webhooks, Consumer<AlertDelivery> record, BooleanSupplier allowed, Clock clock) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        webhooks.forEach(
                webhook -> queues.add(new WebhookQueue(new WebhookEndpoint(http, webhook), record, allowed, clock)));
    }

    /** @param duties of the process, which end the threads, too */
    public void start(Duties duties) {
        for (WebhookQueue queue : queues) {
            duties.start("webhook_" + ++started, queue::run);
        }
    }

    /** Names of webhooks for places that must not show their addresses. */
    List<String> names() {
        return queues.stream().map(WebhookQueue::name).toList();
    }

    /** Delivers a message to all webhooks, each once. A resolution is delivered where the firing was. */
    public void deliver(Message message) {
        queues.forEach(queue -> queue.enqueue(message));
    }

    /**
     * Restores the state of the previous process.
     *
     * @param alert one that fires or was resolved recently
     * @param deliveries its deliveries
     */
    public void restore(AlertEntry alert, List<AlertDelivery> deliveries) {
        for (WebhookQueue queue : queues) {
            Map<String, AlertDelivery.Outcome> outcomes = deliveries.stream()
                    .filter(delivery -> delivery.webhook().equals(queue.name()))
                    .collect(toMap(AlertDelivery::event, AlertDelivery::outcome, (first, second) -> second));
            restore(queue, alert, outcomes);
        }
    }

    private static void restore(WebhookQueue queue, AlertEntry alert, Map<String, AlertDelivery.Outcome> outcomes) {
        AlertDelivery.Outcome fired = outcomes.get(Message.Event.FIRING.text());
        AlertDelivery.Outcome resolved = outcomes.get(Message.Event.RESOLVED.text());
        if (!alert.firing() && (fired == null || isDone(resolved))) {
            return;
        }
        Message firing = new Message(alert, Message.Event.FIRING);
        if (isDone(fired)) {
            queue.markDelivered(firing);
        } else {
            queue.enqueue(firing);
        }
        if (!alert.firing()) {
            queue.enqueue(new Message(alert, Message.Event.RESOLVED));
        }
    }

    private static boolean isDone(AlertDelivery.@Nullable Outcome outcome) {
        return outcome != null && outcome != AlertDelivery.Outcome.WAITING;
    }
}
