package io.millrace.launcher.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Http;

/** What a process says of itself at {@code /readyz}: {@code {"ready":false,"detail":"…"}}. */
final class Readiness {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Readiness() {}

    static String detail(Http.Answer answer) {
        try {
            String detail = JSON.readTree(answer.body()).path("detail").asText();
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JsonProcessingException e) {
            // Not the answer of a process of ours; its status says enough.
        }
        return "answers HTTP " + answer.status();
    }
}
