package io.millrace.cli.letters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Letters for people. */
final class LetterText {
    private static final int REASON = 90;

    private LetterText() {}

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

    static String letter(JsonNode letter) {
        return String.format(
                        Locale.ROOT,
                        "%-14s %-9s %-20s %-28s %s",
                        letter.path("partition").asText() + "/" + place(letter),
                        letter.path("status").asText(),
                        letter.path("code").asText(),
                        letter.path("table").asText("-"),
                        cut(letter.path("reason").asText()))
                .stripTrailing();
    }

    private static String place(JsonNode letter) {
        int index = letter.path("index").asInt();
        return letter.path("offset").asText() + (index == 0 ? "" : "." + index);
    }

    static List<String> detail(JsonNode detail) {
        JsonNode letter = detail.path("letter");
        List<String> lines = new ArrayList<>();
        lines.add(letter.path("code").asText() + ", " + letter.path("status").asText() + ": "
                + letter.path("reason").asText());
        lines.add(letter.path("advice").asText());
        lines.add("table " + letter.path("table").asText("could not be told") + ", "
                + letter.path("topic").asText() + " partition "
                + letter.path("partition").asText() + " offset "
                + place(letter) + ", logged "
                + letter.path("loggedAt").asText());
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
        String[] name = verdict.path("letter").asText().split("/", 2);
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
