package io.millrace.ops.webhook;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertDelivery.Outcome;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.core.duty.DutyFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The message queue of one webhook, delivered in order by its own thread. A message is accepted only once. */
final class WebhookQueue implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(WebhookQueue.class);
    private static final int MOST = 1_000;
    private static final long NOT_ALLOWED_PAUSE_MILLIS = 200;

    private final WebhookEndpoint receiver;
    private final Consumer<AlertDelivery> record;
    private final BooleanSupplier allowed;
    private final Clock clock;
    private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>(MOST);
    private final Set<String> known = new HashSet<>();

    WebhookQueue(WebhookEndpoint receiver, Consumer<AlertDelivery> record, BooleanSupplier allowed, Clock clock) {
        this.receiver = receiver;
        this.record = record;
        this.allowed = allowed;
        this.clock = clock;
    }

    String name() {
        return receiver.name();
    }

    /** Never blocks. */
    void enqueue(Message message) {
        if (!receiver.wants(message.alert().severity()) || !take(message)) {
            return;
        }
        record.accept(delivery(message, Outcome.WAITING, 0, ""));
        if (!waiting.offer(message)) {
            log.warn("More than {} messages are queued for {}: one is dropped", MOST, receiver.name());
            record.accept(delivery(message, Outcome.GIVEN_UP, 0, "more than " + MOST + " messages waited"));
        }
    }

    /** Marks a message as delivered by an earlier process. */
    void markDelivered(Message message) {
        take(message);
    }

    private synchronized boolean take(Message message) {
        if (message.event() == Message.Event.RESOLVED) {
            // This alert has ended.
            return known.remove(new Message(message.alert(), Message.Event.FIRING).id());
        }
        return known.add(message.id());
    }

    /** Until interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                DutyFault.reach("webhook");
                attempt(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(Message message) throws InterruptedException {
        try {
            deliver(message);
        } catch (RuntimeException e) {
            // The next message must be delivered anyway.
            log.error("Webhook delivery failed", e);
            record.accept(delivery(message, Outcome.GIVEN_UP, 1, "failed inside ops; its log says why"));
        }
    }

    private void deliver(Message message) throws InterruptedException {
        Instant started = clock.instant();
        for (int attempts = 1; ; attempts++) {
            while (!allowed.getAsBoolean()) {
                Thread.sleep(NOT_ALLOWED_PAUSE_MILLIS);
            }
            WebhookEndpoint.Answer answer = receiver.post(message);
            if (answer.taken()) {
                record.accept(delivery(message, Outcome.DELIVERED, attempts, ""));
                return;
            }
            if (attempts == 1) {
                log.warn("Webhook {} {}; retrying later", receiver.name(), answer.detail());
            }
            if (DeliveryBackOff.isOver(answer, attempts, Duration.between(started, clock.instant()))) {
                log.warn("Webhook delivery to {} was given up: it {}", receiver.name(), answer.detail());
                record.accept(delivery(message, Outcome.GIVEN_UP, attempts, answer.detail()));
                return;
            }
            record.accept(delivery(message, Outcome.WAITING, attempts, answer.detail()));
            Thread.sleep(DeliveryBackOff.pause(attempts).toMillis());
        }
    }

    private AlertDelivery delivery(Message message, Outcome outcome, int attempts, String detail) {
        AlertEntry alert = message.alert();
        return new AlertDelivery(
                alert.source(),
                alert.rule(),
                alert.subject(),
                alert.since(),
                message.event().text(),
                receiver.name(),
                clock.instant(),
                outcome,
                attempts,
                detail);
    }
}
