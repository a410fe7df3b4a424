package io.millrace.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertDelivery.Outcome;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule.Severity;
import io.millrace.config.Config.Webhook;
import io.millrace.config.Config.Webhook.Format;
import io.millrace.core.duty.Duties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages over HTTP to a receiver that listens, and to one that does not. */
class WebhooksIT {
    private static final Instant SINCE = Instant.parse("2026-01-01T12:00:00Z");

    private final Queue<AlertDelivery> records = new ConcurrentLinkedQueue<>();
    private ReceivedMessages received;

    @BeforeEach
    void open() throws Exception {
        received = new ReceivedMessages(0);
    }

    @AfterEach
    void close() {
        received.close();
    }

    @Test
    void eachIsDeliveredOnceInOrderAndADeadEndpointHoldsUpNoOther() {
        try (Duties duties = duties()) {
            Webhooks webhooks =
                    webhooks(hook("http://127.0.0.1:1/secret", Severity.INFO), hook(received.url("/a"), Severity.INFO));
            webhooks.start(duties);
            for (int i = 0; i < 2; i++) {
                webhooks.deliver(firing("x"));
                webhooks.deliver(firing("y"));
            }
            webhooks.deliver(resolved("x"));
            webhooks.deliver(resolved("x"));
            webhooks.deliver(resolved("never told to fire"));
            assertThat(received("/a", 3)).containsExactly("firing x", "firing y", "resolved x");
            await().untilAsserted(() -> assertThat(records)
                    .anySatisfy(record -> assertThat(record.detail()).startsWith("could not be reached")));
        }
        assertThat(records.toString()).doesNotContain("secret");
        assertThat(records)
                .filteredOn(record -> record.outcome() == Outcome.DELIVERED)
                .hasSize(3);
    }

    @Test
    void lessSevereAlertsThanAskedForAreNotDelivered() {
        try (Duties duties = duties()) {
            Webhooks webhooks =
                    webhooks(hook(received.url("/a"), Severity.CRITICAL), hook(received.url("/b"), Severity.WARNING));
            webhooks.start(duties);
            webhooks.deliver(firing("x"));
            assertThat(received("/b", 1)).containsExactly("firing x");
            assertThat(records).extracting(AlertDelivery::webhook).containsOnly(name(webhooks, received.url("/b")));
        }
    }

    @Test
    void aRestartDeliversWhatWasNotDeliveredAndNothingElse() {
        Webhook hook = hook(received.url("/a"), Severity.INFO);
        try (Duties duties = duties()) {
            Webhooks webhooks = webhooks(hook);
            String name = name(webhooks, received.url("/a"));
            webhooks.restore(alert("told", null), List.of(record("told", name, "firing", Outcome.DELIVERED)));
            webhooks.restore(alert("waiting", null), List.of(record("waiting", name, "firing", Outcome.WAITING)));
            webhooks.restore(alert("unknown", null), List.of());
            webhooks.restore(
                    alert("over", SINCE),
                    List.of(
                            record("over", name, "firing", Outcome.DELIVERED),
                            record("over", name, "resolved", Outcome.WAITING)));
            webhooks.restore(
                    alert("done", SINCE),
                    List.of(
                            record("done", name, "firing", Outcome.DELIVERED),
                            record("done", name, "resolved", Outcome.DELIVERED)));
            webhooks.restore(alert("of before this receiver", SINCE), List.of());
            webhooks.start(duties);
            webhooks.deliver(firing("told"));
            webhooks.deliver(resolved("told"));
            assertThat(received("/a", 4))
                    .containsExactly("firing waiting", "firing unknown", "resolved over", "resolved told");
        }
    }

    private static Duties duties() {
        return new Duties(Clock.systemUTC(), (name, cause) -> {});
    }

    private Webhooks webhooks(Webhook... hooks) {
        return new Webhooks(List.of(hooks), records::add, Clock.systemUTC());
    }

    private static Webhook hook(String url, Severity minimum) {
        return new Webhook(url, Format.JSON, minimum);
    }

    private static String name(Webhooks webhooks, String url) {
        return webhooks.names().stream()
                .filter(name -> name.equals(WebhookEndpoint.name(hook(url, Severity.INFO))))
                .findFirst()
                .orElseThrow();
    }

    private List<String> received(String path, int atLeast) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> received.messages(path).size() >= atLeast);
        return received.messages(path).stream()
                .map(message -> message.path("event").asText() + " "
                        + message.path("subject").asText())
                .toList();
    }

    private static Message firing(String subject) {
        return new Message(alert(subject, null), Message.Event.FIRING);
    }

    private static Message resolved(String subject) {
        return new Message(alert(subject, SINCE.plusSeconds(9)), Message.Event.RESOLVED);
    }

    private static AlertEntry alert(String subject, @Nullable Instant resolvedAt) {
        return new AlertEntry("shop", "deadLetters", subject, SINCE, "warning", resolvedAt, 1, 0, "One.", "Look.");
    }

    private static AlertDelivery record(String subject, String webhook, String event, Outcome outcome) {
        return new AlertDelivery("shop", "deadLetters", subject, SINCE, event, webhook, SINCE, outcome, 1, "");
    }
}
