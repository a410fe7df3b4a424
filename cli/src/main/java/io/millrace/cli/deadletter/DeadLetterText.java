package io.millrace.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Dead letters as text. */
final class DeadLetterText {
    private static final int REASON = 90;

    private DeadLetterText() {}

    static List<String> groups(JsonNode groups) {
        List<String> lines = new ArrayList<>();
        String form = "%6s %9s %9s %10s  %-20s %-28s %s";
        lines.add(String.format(
                Locale.ROOT, form, "open", "replayed", "resolved", "discarded", "code", "table", "reason of one"));
        for (JsonNode group : groups) {
            lines.add(String.format(
                            Locale.ROOT,
                            form,
                            group.path("open").asText(),
                            group.path("replayed").asText(),
                            group.path("resolved").asText(),
                            group.path("discarded").asText(),
                            group.path("code").asText(),
                            group.path("table").asText("-"),
                            cut(group.path("reason").asText()))
                    .stripTrailing());
        }
        return lines;
    }

    static String deadLetter(JsonNode deadLetter) {
        return String.format(
                        Locale.ROOT,
                        "%-14s %-9s %-20s %-28s %s",
                        deadLetter.path("partition").asText() + "/" + place(deadLetter),
                        deadLetter.path("status").asText(),
                        deadLetter.path("code").asText(),
                        deadLetter.path("table").asText("-"),
                        cut(deadLetter.path("reason").asText()))
                .stripTrailing();
    }

    private static String place(JsonNode deadLetter) {
        int index = deadLetter.path("index").asInt();
        return deadLetter.path("offset").asText() + (index == 0 ? "" : "." + index);
    }

    static List<String> detail(JsonNode detail) {
        JsonNode deadLetter = detail.path("deadLetter");
        List<String> lines = new ArrayList<>();
        lines.add(deadLetter.path("code").asText() + ", "
                + deadLetter.path("status").asText() + ": "
                + deadLetter.path("reason").asText());
        lines.add(deadLetter.path("advice").asText());
        lines.add("table " + deadLetter.path("table").asText("unknown") + ", "
                + deadLetter.path("topic").asText() + " partition "
                + deadLetter.path("partition").asText() + " offset "
                + place(deadLetter) + ", logged "
                + deadLetter.path("loggedAt").asText());
        for (JsonNode action : detail.path("actions")) {
            lines.add(action(action));
        }
        return lines;
    }

    private static String action(JsonNode action) {
        StringBuilder line = new StringBuilder("  ")
                .append(action.path("at").asText())
                .append(' ')
                .append(action.path("action").asText())
                .append(action.path("edited").asBoolean() ? " (edited)" : "")
                .append(" by ")
                .append(action.path("who").asText());
        for (String field : List.of("via", "note", "code", "reason")) {
            String text = action.path(field).asText();
            if (!text.isEmpty()) {
                line.append(field.equals("via") ? " via " : ", ").append(text);
            }
        }
        return line.toString();
    }

    static String verdict(JsonNode verdict) {
        String[] name = verdict.path("deadLetter").asText().split("/", 2);
        return String.format(
                Locale.ROOT,
                "%-14s %-11s %s",
                name[name.length - 1],
                verdict.path("outcome").asText(),
                verdict.path("detail").asText());
    }

    private static String cut(String text) {
        return text.length() <= REASON ? text : text.substring(0, REASON) + "…";
    }
}
