package io.millrace.launcher.cluster;

import io.millrace.launcher.error.LauncherException;
import io.millrace.local.LocalPorts;
import io.millrace.local.ServerFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Ports of members that no setting names: free ones next to the configured ones. They are kept in a file, so that a launcher that
 * takes over from a killed one finds its members, and so that a member that starts again has the port that the others know.
 */
public final class MemberPorts {
    private static final int HIGHEST = 65_535;

    private final Path file;
    private final Predicate<String> runs;
    private final Set<Integer> taken;
    private final Map<String, String> earlier = new TreeMap<>();
    private final Map<String, String> ports = new TreeMap<>();

    /**
     * @param file where they are kept
     * @param configured ports that belong to others
     * @param runs whether a member runs, so that its port is in use by itself
     */
    public MemberPorts(Path file, Collection<Integer> configured, Predicate<String> runs) {
        this.file = file;
        this.runs = runs;
        this.taken = new HashSet<>(configured);
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                Properties read = new Properties();
                read.load(in);
                read.stringPropertyNames().forEach(name -> earlier.put(name, read.getProperty(name)));
            } catch (IOException e) {
                throw new LauncherException("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * The port of a member: that of its last start if it can be had, else the next free one.
     *
     * @param name of the port, {@code kafka-2} or {@code kafka-2.controller}
     * @param near a configured port of the same service
     */
    public int port(String name, int near) {
        int port = number(earlier.getOrDefault(name, ""));
        boolean usable = port > 0 && !taken.contains(port) && (LocalPorts.isFree(port) || runs.test(member(name)));
        if (!usable) {
            port = next(near);
        }
        taken.add(port);
        ports.put(name, Integer.toString(port));
        return port;
    }

    private int next(int near) {
        for (int port = near + 1; port <= HIGHEST; port++) {
            if (!taken.contains(port) && LocalPorts.isFree(port)) {
                return port;
            }
        }
        int port = LocalPorts.free();
        while (taken.contains(port)) {
            port = LocalPorts.free();
        }
        return port;
    }

    private static String member(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Keeps them. */
    public void write() {
        ServerFiles.properties(file, ports);
    }
}
