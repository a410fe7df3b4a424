package io.millrace.bench.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** CPU time and memory of process trees, from {@code /proc}; zeros elsewhere than on Linux. */
public final class ProcessUsage {
    /** USER_HZ: 100 on every Linux of today. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final Path PROC = Path.of("/proc");

    private ProcessUsage() {}

    /**
     * CPU time since its start of each service, in microseconds: its own, that of child processes, and that of child processes
     * that have ended. A child that is a service itself counts there only.
     */
    public static Map<String, Long> cpuMicros(Map<String, Long> pids) {
        return eachTree(pids, pid -> ticks(Files.readString(PROC.resolve(pid + "/stat"), UTF_8)) * MICROS_PER_TICK);
    }

    /** Proportional set size of each service, its child processes included, in MiB. */
    public static Map<String, Long> memoryMiB(Map<String, Long> pids) {
        var kilobytes = eachTree(pids, pid -> field(PROC.resolve(pid + "/smaps_rollup"), "Pss:"));
        kilobytes.replaceAll((service, value) -> value / 1024);
        return kilobytes;
    }

    private interface Measure {
        long of(long pid) throws IOException;
    }

    private static Map<String, Long> eachTree(Map<String, Long> pids, Measure measure) {
        var children = children();
        var sums = new TreeMap<String, Long>();
        pids.forEach((service, pid) -> {
            long sum = 0;
            for (long member : tree(pid, children, pids.values())) {
                try {
                    sum += measure.of(member);
                } catch (IOException | RuntimeException ended) {
                    // A process that has just ended counts no more.
                }
            }
            sums.put(service, sum);
        });
        return sums;
    }

    /** A process and those below it, but for services of their own. */
    static List<Long> tree(long pid, Map<Long, List<Long>> children, Collection<Long> services) {
        var members = new ArrayList<>(List.of(pid));
        for (int i = 0; i < members.size(); i++) {
            for (long child : children.getOrDefault(members.get(i), List.of())) {
                if (!services.contains(child)) {
                    members.add(child);
                }
            }
        }
        return members;
    }

    private static Map<Long, List<Long>> children() {
        var children = new HashMap<Long, List<Long>>();
        ProcessHandle.allProcesses()
                .forEach(process -> process.parent()
                        .ifPresent(parent -> children.computeIfAbsent(parent.pid(), pid -> new ArrayList<>())
                                .add(process.pid())));
        return children;
    }

    /**
     * User and system time, own and of children that were waited for, in ticks.
     *
     * @param stat the text of {@code /proc/PID/stat}; fields 14 to 17
     */
    static long ticks(String stat) {
        // The name in parentheses can contain spaces and parentheses.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long sum = 0;
        for (int i = 11; i <= 14; i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }

    /** The number of a line such as {@code Pss: 1234 kB}; 0 if there is no such line. */
    static long field(Path file, String name) throws IOException {
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
