package io.millrace.cli.resync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Loads as lines for a terminal. Not thread-safe. */
public final class LoadText {
    private final Map<String, String> printed = new HashMap<>();

    /** Lines for the loads of which there is something new to say. */
    public List<String> progress(JsonNode resync) {
        List<String> lines = new ArrayList<>();
        for (JsonNode load : resync.path("loads")) {
            String line = line(load);
            if (!line.equals(printed.put(load.path("id").asText(), line))) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String line(JsonNode load) {
        StringBuilder line = new StringBuilder(load.path("table").asText())
                .append(": ")
                .append(load.path("stage").asText());
        String detail = load.path("detail").asText();
        if (!detail.isEmpty()) {
            line.append(": ").append(detail);
        }
        if (load.path("rows").asLong() > 0) {
            line.append(
                    String.format(Locale.ROOT, ", %,d rows", load.path("rows").asLong()));
        }
        if (load.path("rowsPerSecond").asDouble() > 0) {
            line.append(String.format(
                    Locale.ROOT, ", %,.0f/s", load.path("rowsPerSecond").asDouble()));
        }
        double seconds = load.path("secondsLeft").asDouble();
        if (seconds > 0) {
            line.append(", ")
                    .append(seconds < 90 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min")
                    .append(" left");
        }
        return line.toString();
    }

    /** A line for each load that has landed. */
    public List<String> landed(JsonNode resync) {
        List<String> lines = new ArrayList<>();
        Optional<Duration> took = took(resync);
        for (JsonNode load : resync.path("loads")) {
            if (load.path("stage").asText().equals("landed")) {
                lines.add(load.path("table").asText() + ": loaded"
                        + took.map(time -> String.format(Locale.ROOT, " in %.1f s", time.toMillis() / 1000.0))
                                .orElse("")
                        + (load.has("rows")
                                ? String.format(
                                        Locale.ROOT,
                                        ", %,d rows not changed since",
                                        load.path("rows").asLong())
                                : ""));
            }
        }
        return lines;
    }

    private static Optional<Duration> took(JsonNode resync) {
        try {
            return Optional.of(Duration.between(
                    Instant.parse(resync.path("startedAt").asText()),
                    Instant.parse(resync.path("endedAt").asText())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
