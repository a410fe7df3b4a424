package io.millrace.launcher.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.controller.verify.Outcome;
import io.millrace.controller.verify.Verdict;
import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.Difference;
import io.millrace.postgres.Lsn;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes for people and for scripts. A key of one column is its value, a number where it is a whole one; a key of several is
 * the list of their values; of a table without a key the whole row stands in its place.
 */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LISTED = 20;
    private static final int SHOWN_CHARACTERS = 60;

    private Report() {}

    static String json(List<Outcome> outcomes) {
        ObjectNode root = JSON.createObjectNode();
        root.put("equal", outcomes.stream().allMatch(Outcome::equal));
        ArrayNode tables = root.putArray("tables");
        for (Outcome outcome : outcomes) {
            ObjectNode table = tables.addObject();
            table.put("table", outcome.table().toString());
            table.put("equal", outcome.equal());
            table.put("verdict", outcome.verdict().id());
            table.put("reason", outcome.reason());
            table.put("sourceRows", outcome.sourceRows());
            table.put("warehouseRows", outcome.warehouseRows());
            ArrayNode different = table.putArray("different");
            ArrayNode differences = table.putArray("differences");
            for (Difference difference : outcome.differences()) {
                JsonNode key = key(difference);
                different.add(key);
                ObjectNode node = differences.addObject();
                node.set("key", key);
                node.put(
                        "kind",
                        difference.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                difference.columns().forEach(node.withArray("/columns")::add);
                node.set("source", row(difference.source()));
                node.set("warehouse", row(difference.warehouse()));
            }
            table.put("undecided", outcome.undecided());
            outcome.repaired().forEach(table.putArray("repaired")::add);
            table.put("mended", outcome.mended());
            table.put("lsn", Lsn.format(outcome.lsn()));
            table.put("seconds", outcome.seconds());
            table.put("rowsPerSecond", rate(outcome));
            table.put("sourceSeconds", outcome.sourceSeconds());
            ObjectNode hidden = table.putObject("protected");
            outcome.hidden().forEach(hidden::put);
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of texts cannot be written", e);
        }
    }

    /** How many tables have come to which verdict, in a line. */
    static String summary(List<Outcome> outcomes) {
        StringBuilder text = new StringBuilder(outcomes.size() + " tables: ");
        String separator = "";
        for (Verdict verdict : Verdict.values()) {
            long tables = outcomes.stream()
                    .filter(outcome -> outcome.verdict() == verdict)
                    .count();
            if (tables > 0) {
                text.append(separator).append(tables).append(' ').append(verdict.text());
                separator = ", ";
            }
        }
        return text.append('\n').toString();
    }

    private static JsonNode row(@Nullable ComparedRow row) {
        if (row == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode values = JSON.createObjectNode();
        row.shown().forEach(values::put);
        return values;
    }

    private static JsonNode key(Difference difference) {
        List<String> key = difference.key();
        if (key.isEmpty()) {
            return row(difference.source() != null ? difference.source() : difference.warehouse());
        }
        if (key.size() == 1) {
            return value(difference, 0);
        }
        ArrayNode list = JSON.createArrayNode();
        for (int i = 0; i < key.size(); i++) {
            list.add(value(difference, i));
        }
        return list;
    }

    private static JsonNode value(Difference difference, int place) {
        String text = difference.key().get(place);
        return difference.numbers().contains(place)
                ? JsonNodeFactory.instance.numberNode(new BigInteger(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    /** Lines for a terminal. */
    static String text(Outcome outcome) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-30s %s",
                outcome.table(),
                outcome.verdict() == Verdict.DIFFERENT && !outcome.differences().isEmpty()
                        ? "different: " + outcome.differences().size() + " rows"
                        : outcome.verdict().text()));
        if (!outcome.reason().isEmpty()) {
            text.append(": ").append(outcome.reason());
        }
        text.append(String.format(
                Locale.ROOT,
                "%n    %,d rows in the source, %,d in the warehouse, up to %s; %.1f s, %,.0f rows/s;"
                        + " the source worked %.2f s for it (%.0f %% of one core at most)%n",
                outcome.sourceRows(),
                outcome.warehouseRows(),
                Lsn.format(outcome.lsn()),
                outcome.seconds(),
                rate(outcome),
                outcome.sourceSeconds(),
                outcome.seconds() > 0 ? 100 * outcome.sourceSeconds() / outcome.seconds() : 0));
        if (!outcome.hidden().isEmpty()) {
            text.append("    protected columns, compared as they left the source; those that are dropped are not: ")
                    .append(outcome.hidden().entrySet().stream()
                            .map(column -> column.getKey() + " (" + column.getValue() + ")")
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        if (outcome.undecided() > 0) {
            text.append("    ")
                    .append(outcome.undecided())
                    .append(" rows changed each time they were looked at and could not be compared\n");
        }
        outcome.differences().stream().limit(LISTED).forEach(difference -> text.append(line(difference)));
        if (outcome.differences().size() > LISTED) {
            text.append("    … and ")
                    .append(outcome.differences().size() - LISTED)
                    .append(" more: --json lists all\n");
        }
        outcome.repaired().forEach(what -> text.append("    ").append(what).append('\n'));
        if (!outcome.repaired().isEmpty()) {
            text.append("    compared again: ")
                    .append(outcome.mended())
                    .append(" of ")
                    .append(outcome.differences().size())
                    .append(" are equal now\n");
        }
        return text.toString();
    }

    private static String line(Difference difference) {
        StringBuilder line = new StringBuilder("    ")
                .append(difference.key().isEmpty() ? "" : String.join(", ", difference.key()) + ": ")
                .append(difference.kind().text());
        ComparedRow source = difference.source();
        ComparedRow warehouse = difference.warehouse();
        if (source != null && warehouse != null) {
            for (String column : difference.columns()) {
                line.append("\n        ")
                        .append(column)
                        .append(": source ")
                        .append(shown(source.shown().get(column)))
                        .append(", warehouse ")
                        .append(shown(warehouse.shown().get(column)));
            }
        } else {
            Map<String, @Nullable String> only =
                    (source != null ? source : java.util.Objects.requireNonNull(warehouse)).shown();
            only.forEach((column, value) ->
                    line.append("\n        ").append(column).append(": ").append(shown(value)));
        }
        return line.append('\n').toString();
    }

    private static String shown(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        String line = value.replace('\n', ' ');
        return "'" + (line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line) + "'";
    }

    private static double rate(Outcome outcome) {
        return outcome.seconds() > 0 ? Math.round(outcome.sourceRows() / outcome.seconds()) : 0;
    }
}
