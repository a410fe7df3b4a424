package io.millrace.pipeline.executor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins the metrics of several processes to one page in Prometheus' text format, each family once. */
public final class MetricsPage {
    private static final String HELP = "# HELP ";
    private static final String TYPE = "# TYPE ";

    private final Map<String, Family> families = new LinkedHashMap<>();

    private static final class Family {
        private final List<String> head = new ArrayList<>();
        private final List<String> samples = new ArrayList<>();
    }

    private MetricsPage() {}

    /**
     * The page of all processes.
     *
     * @param driver the driver's own metrics
     * @param executors those of each executor by its id, which becomes a label
     */
    public static String of(String driver, Map<String, String> executors) {
        if (executors.isEmpty()) {
            return driver;
        }
        MetricsPage page = new MetricsPage();
        page.add(driver, "");
        executors.forEach((id, metrics) -> page.add(metrics, "executor=\"" + escaped(id) + "\""));
        StringBuilder text = new StringBuilder();
        page.families.values().forEach(family -> {
            family.head.forEach(line -> text.append(line).append('\n'));
            family.samples.forEach(line -> text.append(line).append('\n'));
        });
        return text.toString();
    }

    private void add(String metrics, String label) {
        Family family = new Family();
        String name = "";
        for (String line : metrics.lines().toList()) {
            boolean isType = line.startsWith(TYPE);
            if (isType || line.startsWith(HELP)) {
                String named = name(line);
                boolean isNew = !families.containsKey(named);
                family = families.computeIfAbsent(named, key -> new Family());
                if (isNew || (name.equals(named) && family.head.size() == 1)) {
                    family.head.add(line);
                }
                name = named;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                family.samples.add(label.isEmpty() ? line : labelled(line, label));
            }
        }
    }

    private static String name(String line) {
        int end = line.indexOf(' ', HELP.length());
        return end < 0 ? line.substring(HELP.length()) : line.substring(HELP.length(), end);
    }

    /** {@code name value} or {@code name{labels} value}: a value or a name holds no brace, a label's value can. */
    private static String labelled(String line, String label) {
        int brace = line.indexOf('{');
        int blank = line.indexOf(' ');
        if (brace < 0 || (blank >= 0 && blank < brace)) {
            return line.substring(0, blank) + "{" + label + "}" + line.substring(blank);
        }
        boolean none = line.charAt(brace + 1) == '}';
        return line.substring(0, brace + 1) + label + (none ? "" : ",") + line.substring(brace + 1);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
