package io.millrace.pipeline.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many tasks a Spark master runs at a time. */
public final class TaskSlots {
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|[0-9]+)(?:,[0-9]+)?])?");

    private TaskSlots() {}

    /**
     * Refuses a job that would starve: real-time mode holds a slot for every partition for good, and with fewer it stays
     * silent, without an error.
     *
     * @param master Spark's master
     * @param clusterSlots how many slots a cluster has; not asked for local masters
     */
    public static void check(String master, int partitions, int processors, int clusterSlots) {
        int slots = of(master, processors, clusterSlots);
        if (slots < partitions) {
            throw new StartRefused("Real-time mode needs a task slot for each of the " + partitions
                    + " partitions, but " + master + " has " + slots + ": set pipeline.master to local["
                    + (partitions + 1) + "] or more, or pipeline.mode to microbatch.");
        }
    }

    static int of(String master, int processors, int clusterSlots) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return clusterSlots;
        }
        String number = local.group(1);
        if (number == null) {
            return 1;
        }
        return number.equals("*") ? processors : Integer.parseInt(number);
    }
}
