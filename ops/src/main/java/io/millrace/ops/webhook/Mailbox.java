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

/** Messages for one receiver, told one after the other by a thread of its own. A message that was taken in once is not again. */
final class Mailbox implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);
    private static final int MOST = 1_000;
    private static final long NOT_ALLOWED_PAUSE_MILLIS = 200;

    private final Receiver receiver;
    private final Consumer<AlertDelivery> record;
    private final BooleanSupplier allowed;
    private final Clock clock;
    private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>(MOST);
    private final Set<String> known = new HashSet<>();

    Mailbox(Receiver receiver, Consumer<AlertDelivery> record, BooleanSupplier allowed, Clock clock) {
        this.receiver = receiver;
        this.record = record;
        this.allowed = allowed;
        this.clock = clock;
    }

    String name() {
        return receiver.name();
    }

    /** Never waits. */
    void tell(Message message) {
        if (!receiver.wants(message.alert().severity()) || !take(message)) {
            return;
        }
        record.accept(delivery(message, Outcome.WAITING, 0, ""));
        if (!waiting.offer(message)) {
            log.warn("More than {} messages wait for {}: one is not told", MOST, receiver.name());
            record.accept(delivery(message, Outcome.GIVEN_UP, 0, "more than " + MOST + " messages waited"));
        }
    }

    /** It was told before this process began. */
    void isTold(Message message) {
        take(message);
    }

    private synchronized boolean take(Message message) {
        if (message.event() == Message.Event.RESOLVED) {
            // Nothing more comes of this alert.
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
            // The next message must be told all the same.
            log.error("An alert cannot be told", e);
            record.accept(delivery(message, Outcome.GIVEN_UP, 1, "failed inside ops; its log says why"));
        }
    }

    private void deliver(Message message) throws InterruptedException {
        Instant started = clock.instant();
        for (int attempts = 1; ; attempts++) {
            while (!allowed.getAsBoolean()) {
                Thread.sleep(NOT_ALLOWED_PAUSE_MILLIS);
            }
            Receiver.Answer answer = receiver.post(message);
            if (answer.taken()) {
                record.accept(delivery(message, Outcome.DELIVERED, attempts, ""));
                return;
            }
            if (attempts == 1) {
                log.warn("{} {}; alerts for it are told again later", receiver.name(), answer.detail());
            }
            if (BackOff.isOver(answer, attempts, Duration.between(started, clock.instant()))) {
                log.warn("An alert is not told to {}: it {}", receiver.name(), answer.detail());
                record.accept(delivery(message, Outcome.GIVEN_UP, attempts, answer.detail()));
                return;
            }
            record.accept(delivery(message, Outcome.WAITING, attempts, answer.detail()));
            Thread.sleep(BackOff.pause(attempts).toMillis());
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
