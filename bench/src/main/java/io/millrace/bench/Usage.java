package io.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CPU time and memory of process trees, from {@code /proc}; empty elsewhere than on Linux. */
final class Usage {
    /** USER_HZ: 100 on every Linux of today. */
    private static final long MICROS_PER_TICK = 10_000;

    private Usage() {}

    /** CPU time since its start of each service, its child processes included, in microseconds. */
    static Map<String, Long> cpuMicros(Map<String, Long> pids) {
        return eachTree(pids, Usage::cpuMicros);
    }

    /** Proportional set size of each service, its child processes included, in MiB. */
    static Map<String, Long> memoryMiB(Map<String, Long> pids) {
        return eachTree(pids, Usage::memoryMiB);
    }

    private interface Measure {
        long of(long pid) throws IOException;
    }

    private static Map<String, Long> eachTree(Map<String, Long> pids, Measure measure) {
        var children = children();
        var sums = new java.util.TreeMap<String, Long>();
        pids.forEach((service, pid) -> {
            long sum = 0;
            for (long member : tree(pid, children)) {
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

    private static Collection<Long> tree(long pid, Map<Long, List<Long>> children) {
        var members = new ArrayList<>(List.of(pid));
        for (int i = 0; i < members.size(); i++) {
            members.addAll(children.getOrDefault(members.get(i), List.of()));
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

    private static long cpuMicros(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), UTF_8);
        // The name in parentheses can hold spaces; utime and stime are fields 14 and 15.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
    }

    private static long memoryMiB(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }
}
