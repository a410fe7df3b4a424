package io.millrace.bench.system;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine that a measurement ran on. */
public final class Machine {
    private Machine() {}

    /** Cores, CPU model, memory in MiB, kernel, system, and the load before the measurement, as far as they can be read. */
    public static ObjectNode describe() {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("cores", Runtime.getRuntime().availableProcessors());
        node.put("cpu", value(lines("/proc/cpuinfo"), "model name", ":"));
        var memory = value(lines("/proc/meminfo"), "MemTotal", ":").replaceAll("\\D", "");
        node.put("memoryMiB", memory.isEmpty() ? 0 : Long.parseLong(memory) / 1024);
        node.put("kernel", System.getProperty("os.version"));
        node.put("system", value(lines("/etc/os-release"), "PRETTY_NAME", "=").replace("\"", ""));
        node.put("loadBefore", first(lines("/proc/loadavg")));
        return node;
    }

    /** The value of the first line {@code name <separator> value}; empty if there is none. */
    static String value(List<String> lines, String name, String separator) {
        for (var line : lines) {
            int at = line.indexOf(separator);
            if (at > 0 && line.substring(0, at).strip().equals(name)) {
                return line.substring(at + separator.length()).strip();
            }
        }
        return "";
    }

    private static String first(List<String> lines) {
        return lines.isEmpty() ? "" : lines.get(0).strip();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
