package io.millrace.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Verdicts of the ops API for a terminal and for scripts. */
public final class VerdictText {
    /** How many rows that differ are printed of each table. */
    public static final int LISTED = 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_CHARACTERS = 60;
    private static final Map<String, String> KINDS = Map.of(
            "missing-in-warehouse", "missing in the warehouse",
            "not-in-source", "not in the source",
            "differs", "differs");

    private VerdictText() {}

    /**
     * {@code {"equal":bool,"tables":[{"table","equal","sourceRows","warehouseRows","different":[keys],…}]}}: a key of
     * one column is its value, a number if it is an integer; a key of several columns is the list of their values; a
     * table without a key has the whole row instead.
     */
    public static String json(JsonNode verification, List<JsonNode> differences) {
        ObjectNode root = JSON.createObjectNode();
        root.put("equal", verification.path("equal").asBoolean());
        ArrayNode tables = root.putArray("tables");
        for (JsonNode verdict : sorted(verification)) {
            ObjectNode table = tables.addObject();
            String name = verdict.path("table").asText();
            table.put("table", name);
            copy(verdict, table, "equal", "verdict", "reason", "sourceRows", "warehouseRows");
            ArrayNode different = table.putArray("different");
            ArrayNode rows = table.putArray("differences");
            for (JsonNode difference : differences) {
                if (difference.path("table").asText().equals(name)) {
                    different.add(difference.path("key"));
                    ObjectNode row = rows.addObject();
                    copy(difference, row, "key", "kind", "columns");
                    for (String side : List.of("source", "warehouse")) {
                        row.set(side, difference.hasNonNull(side) ? difference.path(side) : JSON.nullNode());
                    }
                }
            }
            copy(verdict, table, "undecided");
            table.set("repaired", verdict.path("repairs"));
            table.set("fixed", verdict.path("repaired"));
            if (verdict.path("different").asLong() > rows.size()) {
                // Ops keeps 10,000 of a table.
                table.put("differentRows", verdict.path("different").asLong());
            }
            copy(verdict, table, "lsn", "seconds");
            table.put("rowsPerSecond", rate(verdict));
            copy(verdict, table, "sourceSeconds", "protected");
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is no JSON", e);
        }
    }

    private static void copy(JsonNode from, ObjectNode to, String... members) {
        for (String member : members) {
            if (from.has(member)) {
                to.set(member, from.path(member));
            }
        }
    }

    private static List<JsonNode> sorted(JsonNode verification) {
        List<JsonNode> verdicts = new ArrayList<>();
        verification.path("verdicts").forEach(verdicts::add);
        verdicts.sort(Comparator.comparing(verdict -> verdict.path("table").asText()));
        return verdicts;
    }

    /** Counts of tables by verdict, in a line. */
    public static String summary(JsonNode verification) {
        List<JsonNode> verdicts = sorted(verification);
        StringBuilder text = new StringBuilder(verdicts.size() + " tables: ");
        String separator = "";
        for (String each : List.of("equal", "different", "undecided", "not-comparable")) {
            long tables = verdicts.stream()
                    .filter(verdict -> verdict.path("verdict").asText().equals(each))
                    .count();
            if (tables > 0) {
                text.append(separator).append(tables).append(' ').append(words(each));
                separator = ", ";
            }
        }
        return text.append('\n').toString();
    }

    private static String words(String verdict) {
        return verdict.replace('-', ' ');
    }

    /**
     * Lines for a terminal.
     *
     * @param first the first rows that differ, {@link #LISTED} at most
     */
    public static String text(JsonNode verdict, List<JsonNode> first) {
        long different = verdict.path("different").asLong();
        boolean listed = verdict.path("verdict").asText().equals("different") && different > 0;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-30s %s",
                verdict.path("table").asText(),
                listed
                        ? "different: " + different + " rows"
                        : words(verdict.path("verdict").asText())));
        String reason = verdict.path("reason").asText();
        if (!reason.isEmpty()) {
            text.append(": ").append(reason);
        }
        double seconds = verdict.path("seconds").asDouble();
        double source = verdict.path("sourceSeconds").asDouble();
        text.append(String.format(
                Locale.ROOT,
                "%n    %,d rows in the source, %,d in the warehouse, up to %s; %.1f s, %,.0f rows/s;"
                        + " the source worked %.2f s for it (%.0f %% of one core at most)%n",
                verdict.path("sourceRows").asLong(),
                verdict.path("warehouseRows").asLong(),
                verdict.path("lsn").asText("0/0"),
                seconds,
                rate(verdict),
                source,
                seconds > 0 ? 100 * source / seconds : 0));
        if (!verdict.path("protected").isEmpty()) {
            text.append("    protected columns, compared as they left the source; those that are dropped are not: ")
                    .append(verdict.path("protected").properties().stream()
                            .map(column ->
                                    column.getKey() + " (" + column.getValue().asText() + ")")
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        long undecided = verdict.path("undecided").asLong();
        if (undecided > 0) {
            text.append("    ")
                    .append(undecided)
                    .append(" rows changed each time they were looked at and could not be compared\n");
        }
        first.forEach(difference -> text.append(line(difference)));
        if (different > first.size()) {
            text.append("    … and ").append(different - first.size()).append(" more: --json lists all\n");
        }
        JsonNode repairs = verdict.path("repairs");
        repairs.forEach(what -> text.append("    ").append(what.asText()).append('\n'));
        if (!repairs.isEmpty()) {
            text.append("    compared again: ")
                    .append(verdict.path("repaired").asLong())
                    .append(" of ")
                    .append(different)
                    .append(" are equal now\n");
        }
        return text.toString();
    }

    private static String line(JsonNode difference) {
        String kind = difference.path("kind").asText();
        StringBuilder line =
                new StringBuilder("    ").append(key(difference.path("key"))).append(KINDS.getOrDefault(kind, kind));
        JsonNode source = difference.path("source");
        JsonNode warehouse = difference.path("warehouse");
        if (source.isObject() && warehouse.isObject()) {
            for (JsonNode column : difference.path("columns")) {
                String name = column.asText();
                line.append("\n        ")
                        .append(name)
                        .append(": source ")
                        .append(shown(source.path(name)))
                        .append(", warehouse ")
                        .append(shown(warehouse.path(name)));
            }
        } else {
            (source.isObject() ? source : warehouse)
                    .properties()
                    .forEach(column -> line.append("\n        ")
                            .append(column.getKey())
                            .append(": ")
                            .append(shown(column.getValue())));
        }
        return line.append('\n').toString();
    }

    /** For a table without a key the row itself follows. */
    private static String key(JsonNode key) {
        if (key.isArray()) {
            List<String> values = new ArrayList<>();
            key.forEach(value -> values.add(value.asText()));
            return String.join(", ", values) + ": ";
        }
        return key.isObject() || key.isMissingNode() ? "" : key.asText() + ": ";
    }

    private static String shown(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "NULL";
        }
        String line = value.asText().replace('\n', ' ');
        return "'" + (line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line) + "'";
    }

    private static double rate(JsonNode verdict) {
        double seconds = verdict.path("seconds").asDouble();
        return seconds > 0 ? Math.round(verdict.path("sourceRows").asLong() / seconds) : 0;
    }
}
