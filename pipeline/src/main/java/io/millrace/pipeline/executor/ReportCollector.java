package io.millrace.pipeline.executor;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's part of the plugin: follows which executors there are, and takes their reports. */
final class ReportCollector implements DriverPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ReportCollector.class);

    private final ExecutorReports reports;

    ReportCollector(ExecutorReports reports) {
        this.reports = reports;
    }

    /** Called before the first executor can register. */
    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
        int perTask = Math.max(1, context.conf().getInt("spark.task.cpus", 1));
        spark.addSparkListener(new SparkListener() {
            @Override
            public void onExecutorAdded(SparkListenerExecutorAdded added) {
                reports.registered(
                        added.executorId(),
                        added.executorInfo().executorHost(),
                        added.executorInfo().totalCores() / perTask);
            }

            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                reports.removed(removed.executorId());
            }
        });
        return Map.of();
    }

    @Override
    public @Nullable Object receive(Object message) {
        if (message instanceof ExecutorReport report) {
            reports.reported(report);
        } else {
            LOG.warn("Ignores a message of {}: is the job's jar twice on the class path?", message.getClass());
        }
        return null;
    }
}
