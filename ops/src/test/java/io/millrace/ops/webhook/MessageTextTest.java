package io.millrace.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.Config.Webhook.Format;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageTextTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T12:00:00.123Z");

    @Test
    void genericJsonHasAllThatIsKnown() throws Exception {
        assertThat(MessageText.of(new Message(alert(null), Message.Event.FIRING), Format.JSON))
                .isEqualTo(
                        "{\"id\":\"shop/deadLetters/public.<!here>/1767268800123/firing\",\"event\":\"firing\","
                                + "\"source\":\"shop\",\"rule\":\"deadLetters\",\"title\":\"Records could not land\","
                                + "\"subject\":\"public.<!here>\",\"severity\":\"warning\",\"since\":\"2026-01-01T12:00:00.123Z\","
                                + "\"reason\":\"3 of a & b\",\"advice\":\"Look.\",\"value\":3.0,\"threshold\":0.0,\"unit\":\"count\"}");
    }

    @Test
    void slackShowsReasonAndAdviceAndTakesNoNameForAMention() throws Exception {
        JsonNode body = json(new Message(alert(null), Message.Event.FIRING), Format.SLACK);
        assertThat(body.path("text").asText()).isEqualTo("Records could not land: public.&lt;!here&gt; (shop)");
        assertThat(body.at("/blocks/0/text/text").asText())
                .isEqualTo(":warning: *Records could not land: public.&lt;!here&gt;*\n3 of a &amp; b");
        assertThat(body.at("/blocks/1/text/text").asText()).isEqualTo("*What to do:* Look.");
        assertThat(body.at("/blocks/2/elements/0/text").asText()).contains("shop", "deadLetters", "warning");
    }

    @Test
    void slackSaysHowLongAnAlertHasLasted() throws Exception {
        AlertEntry over = alert(SINCE.plus(Duration.ofSeconds(125)));
        JsonNode body = json(new Message(over, Message.Event.RESOLVED), Format.SLACK);
        assertThat(body.path("text").asText()).startsWith("Resolved: ");
        assertThat(body.at("/blocks/0/text/text").asText()).contains("after 2 min 5 s");
        assertThat(json(new Message(over, Message.Event.RESOLVED), Format.JSON)
                        .path("resolvedAt")
                        .asText())
                .isEqualTo("2026-01-01T12:02:05.123Z");
    }

    private static JsonNode json(Message message, Format format) throws Exception {
        return new ObjectMapper().readTree(MessageText.of(message, format));
    }

    private static AlertEntry alert(@Nullable Instant resolvedAt) {
        return new AlertEntry(
                "shop", "deadLetters", "public.<!here>", SINCE, "warning", resolvedAt, 3, 0, "3 of a & b", "Look.");
    }
}
