package io.millrace.pipeline.executor;

import java.time.Duration;
import java.util.function.IntConsumer;
import org.apache.spark.SparkConf;

/** Whether the executors of a cluster can run a task for each partition at a time, which real-time mode needs. */
public final class ExecutorSlots {
    private static final Duration POLL = Duration.ofMillis(200);

    private final SparkConf conf;
    private final ExecutorReports reports;

    /** @param conf of the job: Spark's own settings say how long executors have to register, and whether they come on demand */
    public ExecutorSlots(SparkConf conf, ExecutorReports reports) {
        this.conf = conf;
        this.reports = reports;
    }

    /**
     * Waits until enough executors have registered, up to {@code spark.scheduler.maxRegisteredResourcesWaitingTime}. Executors that are
     * allocated dynamically come when tasks wait for them, so nothing is waited for where enough of them may come.
     *
     * @param needed slots, one for each partition
     * @param progress takes the slots that there are, now and then
     * @return the slots that there are or can be: {@code needed} or more if real-time mode can run
     */
    public int await(int needed, IntConsumer progress) throws InterruptedException {
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            return onDemand();
        }
        long end = System.nanoTime()
                + Duration.ofMillis(conf.getTimeAsMs("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s"))
                        .toNanos();
        while (reports.slots() < needed && System.nanoTime() < end) {
            progress.accept(reports.slots());
            Thread.sleep(POLL.toMillis());
        }
        return reports.slots();
    }

    private int onDemand() {
        int executors = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
        int perExecutor =
                Math.max(1, conf.getInt("spark.executor.cores", 1) / Math.max(1, conf.getInt("spark.task.cpus", 1)));
        return (int) Math.min(Integer.MAX_VALUE, (long) executors * perExecutor);
    }
}
