package io.millrace.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How long it took until changes flowed again and all was healthy, as a table. */
final class Recoveries {
    private record Recovery(String what, String fault, double seconds) {}

    private final List<Recovery> recoveries = new ArrayList<>();

    void add(String what, String fault, double seconds) {
        recoveries.add(new Recovery(what, fault, seconds));
        System.out.printf(Locale.ROOT, "%-12s %-20s recovered after %.1f s%n", what, fault, seconds);
    }

    /** Each of them, in seconds. */
    @Override
    public String toString() {
        var text = new StringBuilder(String.format("%n%-12s %-20s %9s%n", "process", "fault", "seconds"));
        recoveries.forEach(one ->
                text.append(String.format(Locale.ROOT, "%-12s %-20s %9.1f%n", one.what(), one.fault(), one.seconds())));
        return text.toString();
    }

    /** By process: how many, the median, and the longest. */
    String summary() {
        Map<String, List<Double>> byProcess = new TreeMap<>();
        recoveries.forEach(one ->
                byProcess.computeIfAbsent(one.what(), name -> new ArrayList<>()).add(one.seconds()));
        var text =
                new StringBuilder(String.format("%n%-12s %6s %9s %9s%n", "process", "times", "median s", "longest s"));
        byProcess.forEach((name, seconds) -> {
            seconds.sort(null);
            text.append(String.format(
                    Locale.ROOT,
                    "%-12s %6d %9.1f %9.1f%n",
                    name,
                    seconds.size(),
                    seconds.get(seconds.size() / 2),
                    seconds.get(seconds.size() - 1)));
        });
        return text.toString();
    }
}
