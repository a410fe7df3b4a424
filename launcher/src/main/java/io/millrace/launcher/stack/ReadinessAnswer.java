package io.millrace.launcher.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Http;
import java.util.Optional;

/** A process's answer at {@code /readyz}: {@code {"ready":false,"detail":"…"}}. */
final class ReadinessAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReadinessAnswer() {}

    /** What someone has to do before the process can begin; empty if nobody has. */
    static Optional<String> refusal(Http.Answer answer) {
        try {
            JsonNode status = JSON.readTree(answer.body());
            return status.path("blocked").asBoolean()
                    ? Optional.of(status.path("detail").asText())
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String detail(Http.Answer answer) {
        try {
            String detail = JSON.readTree(answer.body()).path("detail").asText();
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JsonProcessingException e) {
            // Not a readiness response of ours; the status code is enough.
        }
        return "answers HTTP " + answer.status();
    }
}
