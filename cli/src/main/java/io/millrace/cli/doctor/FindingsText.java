package io.millrace.cli.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.doctor.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The findings as text and as JSON. */
final class FindingsText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FindingsText() {}

    /** Whether nothing blocks a start. */
    static boolean ok(Map<String, List<Finding>> findings) {
        return findings.values().stream().flatMap(List::stream).noneMatch(Finding::blocks);
    }

    /** Several lines; each finding is followed by its fix, ready to be copied. */
    static String text(Map<String, List<Finding>> findings) {
        StringBuilder text = new StringBuilder();
        findings.forEach((system, list) -> {
            text.append(system).append('\n');
            for (Finding finding : list) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-8s %-16s ",
                        finding.level().name().toLowerCase(Locale.ROOT),
                        finding.check()));
                text.append(finding.subject().isEmpty() ? "" : finding.subject() + ": ")
                        .append(finding.text())
                        .append('\n');
                finding.fix()
                        .forEach(line ->
                                text.append("             ➜ ").append(line).append('\n'));
            }
        });
        long blockers = count(findings, Finding.Level.BLOCKER);
        long warnings = count(findings, Finding.Level.WARNING);
        return text.append(blockers == 0 ? "nothing blocks" : blockers + " to fix before a start")
                .append(warnings == 0 ? "" : ", " + warnings + (warnings == 1 ? " warning" : " warnings"))
                .append('\n')
                .toString();
    }

    /** {@code {"ok":bool,"findings":[{"system","level","check","subject","text","fix":[…]}]}}. */
    static String json(Map<String, List<Finding>> findings) {
        ObjectNode root = JSON.createObjectNode();
        root.put("ok", ok(findings));
        ArrayNode array = root.putArray("findings");
        findings.forEach((system, list) -> {
            for (Finding finding : list) {
                ObjectNode node = array.addObject();
                node.put("system", system);
                node.put("level", finding.level().name().toLowerCase(Locale.ROOT));
                node.put("check", finding.check());
                node.put("subject", finding.subject());
                node.put("text", finding.text());
                ArrayNode fix = node.putArray("fix");
                finding.fix().forEach(fix::add);
            }
        });
        return root.toPrettyString();
    }

    private static long count(Map<String, List<Finding>> findings, Finding.Level level) {
        return findings.values().stream()
                .flatMap(List::stream)
                .filter(finding -> finding.level() == level)
                .count();
    }
}
