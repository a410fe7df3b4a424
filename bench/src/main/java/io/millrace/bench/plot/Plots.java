package io.millrace.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.plot.BarChart.Bar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Chooses the plots for a set of results. */
public final class Plots {
    private Plots() {}

    /**
     * SVG by name.
     *
     * @param documents results; those of {@code bench all} are taken apart
     */
    public static Map<String, String> of(List<JsonNode> documents) {
        var single = new ArrayList<JsonNode>();
        for (var document : documents) {
            if (document.path("results").isObject()) {
                document.path("results").forEach(single::add);
            } else {
                single.add(document);
            }
        }
        var plots = new LinkedHashMap<String, String>();
        single.stream().filter(document -> is(document, "scale")).forEach(sweep -> sweep(plots, sweep));
        bars(plots, single);
        return plots;
    }

    private static boolean is(JsonNode document, String benchmark) {
        return document.path("benchmark").asText().equals(benchmark);
    }

    // ---- sweeps ----

    private static void sweep(Map<String, String> plots, JsonNode document) {
        var over = document.path("over").asText();
        var unit = document.path("unit").asText();
        var points = document.path("points");
        var latency = new LineChart("Commit to queryable over " + over, unit, "milliseconds", true);
        for (var percentile : List.of("p50", "p95", "p99")) {
            latency.add(percentile, line(points, "/commitToQueryableMs/" + percentile));
        }
        put(plots, "scale-" + over + "-latency", latency);
        var cpu = new LineChart("CPU per change over " + over, unit, "microseconds", true);
        cpu.add("steady load", line(points, steady(over)));
        cpu.add(
                "drain",
                line(points, over.equals("backlog") ? "/cpuMicrosPerChange/total" : "/drain/cpuMicrosPerChange/total"));
        put(plots, "scale-" + over + "-cpu", cpu);
        var memory = new LineChart("Memory over " + over, unit, "MiB", false);
        var services = new TreeSet<String>();
        points.forEach(point -> point.path("peakMemoryMiB").fieldNames().forEachRemaining(services::add));
        services.forEach(service -> memory.add(service, line(points, "/peakMemoryMiB/" + service)));
        put(plots, "scale-" + over + "-memory", memory);
    }

    /** A backlog has no steady load. */
    private static String steady(String over) {
        return over.equals("backlog") ? "/none" : "/cpuMicrosPerChange/total";
    }

    private static List<double[]> line(JsonNode points, String pointer) {
        var line = new ArrayList<double[]>();
        points.forEach(point -> {
            if (point.at(pointer).isNumber()) {
                line.add(new double[] {
                    point.path("x").asDouble(), point.at(pointer).asDouble()
                });
            }
        });
        return line;
    }

    private static void put(Map<String, String> plots, String name, LineChart chart) {
        if (!chart.isEmpty()) {
            plots.put(name, chart.svg());
        }
    }

    // ---- bars ----

    private static void bars(Map<String, String> plots, List<JsonNode> documents) {
        var rates = new BarChart("Changes a second until all are queryable and equal", "changes/s");
        rates.add("drain", figures(documents, "throughput", "/changesPerSecond"));
        rates.add("mix", figures(documents, "mix", "/changesPerSecond"));
        rates.add("load", figures(documents, "snapshot", "/rowsPerSecond"));
        rates.add("highest", figures(documents, "highest", "/highestRate"));
        put(plots, "throughput", rates);
        var cpu = new BarChart("CPU per change, all processes", "microseconds");
        cpu.add("drain", figures(documents, "throughput", "/cpuMicrosPerChange/total"));
        cpu.add("mix", figures(documents, "mix", "/cpuMicrosPerChange/total"));
        cpu.add("load", figures(documents, "snapshot", "/cpuMicrosPerChange/total"));
        put(plots, "cpu-per-change", cpu);
        latencies(plots, documents);
        var memory = new BarChart("Memory of all processes (PSS)", "MiB");
        memory.add("idle", figures(documents, "footprint", "/idleMemoryMiBTotal"));
        memory.add("500/s", figures(documents, "footprint", "/loadMemoryMiBTotal"));
        memory.add("drain", figures(documents, "throughput", "/peakMemoryMiBTotal"));
        put(plots, "memory", memory);
        var idle = new BarChart("CPU while nothing changes", "cores");
        idle.add("idle", figures(documents, "footprint", "/idleCores/total"));
        put(plots, "idle-cpu", idle);
    }

    private static void latencies(Map<String, String> plots, List<JsonNode> documents) {
        var byLoad = new TreeMap<String, List<JsonNode>>();
        for (var document : documents) {
            if (is(document, "latency")) {
                var load = String.format("%05d", document.path("rate").asLong()) + " "
                        + document.path("shape").asText();
                byLoad.computeIfAbsent(load, key -> new ArrayList<>()).add(document);
            }
        }
        for (var percentile : List.of("p50", "p99")) {
            var chart = new BarChart("Commit to queryable, " + percentile, "milliseconds");
            byLoad.forEach((load, some) -> {
                var first = some.get(0);
                var shape = first.path("shape").asText();
                chart.add(
                        first.path("rate").asText() + "/s" + (shape.equals("single") ? "" : " " + shape),
                        figures(some, "latency", "/commitToQueryableMs/" + percentile));
            });
            put(plots, "latency-" + percentile, chart);
        }
    }

    /** A figure by system; of several documents of one system the last one counts. */
    private static Map<String, Bar> figures(List<JsonNode> documents, String benchmark, String pointer) {
        var bars = new TreeMap<String, Bar>();
        for (var document : documents) {
            var value = document.at(pointer);
            if (is(document, benchmark) && value.isNumber()) {
                var spread = document.path("spread").at(pointer);
                double low = spread.size() == 2 ? spread.get(0).asDouble() : value.asDouble();
                double high = spread.size() == 2 ? spread.get(1).asDouble() : value.asDouble();
                bars.put(document.path("system").asText(), new Bar(value.asDouble(), low, high));
            }
        }
        return bars;
    }

    private static void put(Map<String, String> plots, String name, BarChart chart) {
        if (!chart.isEmpty()) {
            plots.put(name, chart.svg());
        }
    }
}
