package io.millrace.e2e;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One case of {@code schema-changes.sql}.
 *
 * @param number its place in the file, from 1
 * @param group the heading it stands under
 * @param name what the change is
 * @param alone whether it cannot run in a transaction block
 * @param from the first major version of Postgres that can do it
 * @param kept tables that are dropped, so that the warehouse may know more than the source
 * @param sections statements of {@code setup}, {@code before}, {@code change} and {@code after}
 */
record SchemaChangeCase(
        int number,
        String group,
        String name,
        boolean alone,
        int from,
        List<String> kept,
        Map<String, List<String>> sections) {
    private static final Pattern HEADING = Pattern.compile("(?m)^-- =+ (.+)$");
    private static final List<String> SECTIONS = List.of("setup", "before", "change", "after");

    /** All cases of a file on the class path. */
    static List<SchemaChangeCase> read(String file) throws IOException {
        String text;
        try (var in = requireNonNull(SchemaChangeCase.class.getResourceAsStream(file), file)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var cases = new ArrayList<SchemaChangeCase>();
        var group = "";
        for (var part : text.split("(?m)^-- case ", -1)) {
            if (!part.startsWith("--")) {
                cases.add(parse(cases.size() + 1, group, part));
            }
            // The next case's heading stands at the end of this one.
            var heading = HEADING.matcher(part);
            group = heading.find() ? heading.group(1) : group;
        }
        return cases;
    }

    private static SchemaChangeCase parse(int number, String group, String text) {
        var lines = text.lines().toList();
        var sections = new LinkedHashMap<String, List<String>>();
        var kept = new ArrayList<String>();
        var alone = false;
        var from = 0;
        var section = "";
        var statement = new StringBuilder();
        for (var line : lines.subList(1, lines.size())) {
            var mark = line.startsWith("-- ") ? line.substring(3).strip() : "";
            if (SECTIONS.contains(mark)) {
                section = mark;
                sections.put(section, new ArrayList<>());
            } else if (mark.equals("alone")) {
                alone = true;
            } else if (mark.startsWith("from ")) {
                from = Integer.parseInt(mark.substring("from ".length()));
            } else if (mark.startsWith("kept: ")) {
                kept.add(mark.substring("kept: ".length()));
            } else if (mark.isEmpty()) {
                statement.append(line).append('\n');
                // The body of a DO block is indented, but for its end.
                if (line.endsWith(";") && !line.startsWith(" ")) {
                    requireNonNull(sections.get(section), section)
                            .add(statement.toString().strip());
                    statement.setLength(0);
                }
            } else if (!mark.startsWith("===")) {
                throw new IllegalArgumentException(lines.get(0) + ": " + line);
            }
        }
        return new SchemaChangeCase(number, group, lines.get(0).strip(), alone, from, kept, sections);
    }

    /** Statements of a section for one run. */
    List<String> statements(String section, String prefix, int base) {
        return sections.getOrDefault(section, List.of()).stream()
                .map(sql -> sql.replace("{t}", prefix).replace("{n}", "" + base))
                .toList();
    }
}
