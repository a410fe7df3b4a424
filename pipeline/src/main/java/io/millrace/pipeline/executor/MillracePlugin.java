package io.millrace.pipeline.executor;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** Has each executor report its writer's state and metrics to the driver, and drain when it stops. Spark makes it by name. */
public final class MillracePlugin implements SparkPlugin {
    private static final ExecutorReports REPORTS = new ExecutorReports(System::nanoTime);

    /** What the executors of this process's Spark application have reported; in the driver only. */
    public static ExecutorReports reports() {
        return REPORTS;
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new ReportCollector(REPORTS);
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ReportSender();
    }
}
