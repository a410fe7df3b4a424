package io.millrace.launcher.spark;

/**
 * How large the pipeline's job is on the cluster.
 *
 * @param executors how many
 * @param coresPerExecutor task slots of each
 */
public record JobSize(int executors, int coresPerExecutor) {
    static final int DRIVER_MEGABYTES = 512;
    static final int EXECUTOR_MEGABYTES = 640;

    /** What Spark reckons for a JVM beside its heap counts for no standalone worker; this is room for rounding. */
    private static final int SPARE_MEGABYTES = 64;

    /** A task slot for each partition, as real-time mode needs it, with one executor for each worker. */
    public static JobSize of(int partitions, int workers) {
        int executors = Math.min(partitions, workers);
        return new JobSize(executors, (partitions + executors - 1) / executors);
    }

    int executorCores() {
        return executors * coresPerExecutor;
    }

    /** With that of the driver. */
    int allCores() {
        return executorCores() + 1;
    }

    int allMegabytes() {
        return DRIVER_MEGABYTES + executors * EXECUTOR_MEGABYTES + SPARE_MEGABYTES;
    }
}
