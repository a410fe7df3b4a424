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

/** All receivers of alerts. A slow or dead one holds up neither the others nor who tells. */
public final class Webhooks {
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private int started;

    /** Those of a process that is the only one. */
    Webhooks(List<Config.Webhook> webhooks, Consumer<AlertDelivery> record, Clock clock) {
        this(webhooks, record, () -> true, clock);
    }

    /**
     * @param record receives what becomes of each message, at once and by any thread
     * @param allowed asked before each message is sent; one that may not be sent waits
     */
    public Webhooks(
            List<Config.Webhook> webhooks, Consumer<AlertDelivery> record, BooleanSupplier allowed, Clock clock) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        webhooks.forEach(webhook -> mailboxes.add(new Mailbox(new Receiver(http, webhook), record, allowed, clock)));
    }

    /** @param duties of the process, which end the threads, too */
    public void start(Duties duties) {
        for (Mailbox mailbox : mailboxes) {
            duties.start("webhook_" + ++started, mailbox::run);
        }
    }

    /** How receivers are called where their addresses must not be seen. */
    List<String> names() {
        return mailboxes.stream().map(Mailbox::name).toList();
    }

    /** Tells everybody who has not been told. That an alert is over is told to those who were told that it fires. */
    public void tell(Message message) {
        mailboxes.forEach(mailbox -> mailbox.tell(message));
    }

    /**
     * Goes on where the process before this one stopped.
     *
     * @param alert one that fires, or was over not long ago
     * @param told what became of its messages
     */
    public void restore(AlertEntry alert, List<AlertDelivery> told) {
        for (Mailbox mailbox : mailboxes) {
            Map<String, AlertDelivery.Outcome> outcomes = told.stream()
                    .filter(delivery -> delivery.webhook().equals(mailbox.name()))
                    .collect(toMap(AlertDelivery::event, AlertDelivery::outcome, (first, second) -> second));
            restore(mailbox, alert, outcomes);
        }
    }

    private static void restore(Mailbox mailbox, AlertEntry alert, Map<String, AlertDelivery.Outcome> outcomes) {
        AlertDelivery.Outcome fired = outcomes.get(Message.Event.FIRING.text());
        AlertDelivery.Outcome resolved = outcomes.get(Message.Event.RESOLVED.text());
        if (!alert.firing() && (fired == null || isDone(resolved))) {
            return;
        }
        Message firing = new Message(alert, Message.Event.FIRING);
        if (isDone(fired)) {
            mailbox.isTold(firing);
        } else {
            mailbox.tell(firing);
        }
        if (!alert.firing()) {
            mailbox.tell(new Message(alert, Message.Event.RESOLVED));
        }
    }

    private static boolean isDone(AlertDelivery.@Nullable Outcome outcome) {
        return outcome != null && outcome != AlertDelivery.Outcome.WAITING;
    }
}
