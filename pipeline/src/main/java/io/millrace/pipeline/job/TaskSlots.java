package io.millrace.pipeline.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many tasks a Spark master runs at a time, and what to do where they are too few. */
public final class TaskSlots {
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|[0-9]+)(?:,[0-9]+)?])?");

    private TaskSlots() {}

    /** Whether a master is this process itself; {@code local-cluster[…]} is not. */
    public static boolean isInThisProcess(String master) {
        return LOCAL.matcher(master).matches();
    }

    /** A master in this process with a slot for each of so many partitions. */
    public static String local(int partitions) {
        return "local[" + (partitions + 1) + "]";
    }

    /**
     * What gives a master enough slots, to be continued: {@code set pipeline.master to local[5] or more}.
     *
     * @param partitions that each need a slot
     */
    public static String advice(String master, int partitions) {
        if (isInThisProcess(master)) {
            return "set pipeline.master to " + local(partitions) + " or more";
        }
        if (master.startsWith("spark:")) {
            return "start more workers or give the job more cores (--total-executor-cores " + partitions + " or more)";
        }
        if (master.startsWith("yarn")) {
            return "set --num-executors times --executor-cores to " + partitions + " or more";
        }
        if (master.startsWith("k8s:")) {
            return "set spark.executor.instances times spark.executor.cores to " + partitions + " or more";
        }
        return "give the job executors with " + partitions + " cores together or more";
    }

    /** The slots of a master in this process. */
    public static int of(String master, int processors) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            throw new IllegalArgumentException(master + " is not of this process");
        }
        String number = local.group(1);
        if (number == null) {
            return 1;
        }
        return number.equals("*") ? processors : Integer.parseInt(number);
    }
}
