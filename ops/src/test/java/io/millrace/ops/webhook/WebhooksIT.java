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
    private Inbox inbox;

    @BeforeEach
    void open() throws Exception {
        inbox = new Inbox(0);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void each_is_told_once_in_order_and_a_dead_receiver_holds_up_nobody() {
        try (Duties duties = duties()) {
            Webhooks webhooks =
                    webhooks(hook("http://127.0.0.1:1/secret", Severity.INFO), hook(inbox.url("/a"), Severity.INFO));
            webhooks.start(duties);
            for (int i = 0; i < 2; i++) {
                webhooks.tell(firing("x"));
                webhooks.tell(firing("y"));
            }
            webhooks.tell(resolved("x"));
            webhooks.tell(resolved("x"));
            webhooks.tell(resolved("never told to fire"));
            assertThat(told("/a", 3)).containsExactly("firing x", "firing y", "resolved x");
            await().untilAsserted(() -> assertThat(records)
                    .anySatisfy(record -> assertThat(record.detail()).startsWith("could not be reached")));
        }
        assertThat(records.toString()).doesNotContain("secret");
        assertThat(records)
                .filteredOn(record -> record.outcome() == Outcome.DELIVERED)
                .hasSize(3);
    }

    @Test
    void what_is_less_severe_than_asked_for_is_not_told() {
        try (Duties duties = duties()) {
            Webhooks webhooks =
                    webhooks(hook(inbox.url("/a"), Severity.CRITICAL), hook(inbox.url("/b"), Severity.WARNING));
            webhooks.start(duties);
            webhooks.tell(firing("x"));
            assertThat(told("/b", 1)).containsExactly("firing x");
            assertThat(records).extracting(AlertDelivery::webhook).containsOnly(name(webhooks, inbox.url("/b")));
        }
    }

    @Test
    void a_restart_tells_what_was_not_told_and_nothing_else() {
        Webhook hook = hook(inbox.url("/a"), Severity.INFO);
        try (Duties duties = duties()) {
            Webhooks webhooks = webhooks(hook);
            String name = name(webhooks, inbox.url("/a"));
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
            webhooks.tell(firing("told"));
            webhooks.tell(resolved("told"));
            assertThat(told("/a", 4))
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
                .filter(name -> name.equals(Receiver.name(hook(url, Severity.INFO))))
                .findFirst()
                .orElseThrow();
    }

    private List<String> told(String path, int atLeast) {
        await().atMost(Duration.ofSeconds(20)).until(() -> inbox.messages(path).size() >= atLeast);
        return inbox.messages(path).stream()
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
