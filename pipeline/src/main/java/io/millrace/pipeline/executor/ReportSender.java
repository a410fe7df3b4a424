package io.millrace.pipeline.executor;

import io.millrace.pipeline.job.ExecutorWriters;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.storage.BlockManagerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The executor's part of the plugin: reports once a second, at once what made the writer stop, and drains at the end. */
final class ReportSender implements ExecutorPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
    private static final long EVERY_MILLIS = 1_000;

    /** One report in so many has the metrics: those of many tables are large. */
    private static final int METRICS_EVERY = 5;

    /** Less than the time that cluster managers give an executor between SIGTERM and SIGKILL: 10 s of a standalone worker. */
    private static final long DRAIN_SECONDS = 5;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(job -> {
        Thread thread = new Thread(job, "millrace-report");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable PluginContext context;
    private int sent;
    private boolean failing;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the executor, and its job catches what fails.
    public void init(PluginContext pluginContext, Map<String, String> unused) {
        context = pluginContext;
        timer.scheduleWithFixedDelay(this::send, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        PluginContext driver = context;
        if (driver == null) {
            return;
        }
        boolean withMetrics = sent++ % METRICS_EVERY == 0;
        try {
            driver.send(report(driver.executorID(), host(), withMetrics));
            failing = false;
        } catch (IOException | RuntimeException | LinkageError e) {
            // The next one comes in a second; a driver that is gone ends the executor.
            if (!failing) {
                LOG.warn("Could not report to the driver, tries again", e);
            }
            failing = true;
        }
    }

    /** As other executors reach it; the plugin's context knows no host of an executor that listens on no port. */
    private static String host() {
        SparkEnv environment = SparkEnv.get();
        BlockManagerId id =
                environment == null ? null : environment.blockManager().blockManagerId();
        return id == null ? "" : id.host();
    }

    private static ExecutorReport report(String id, String host, boolean withMetrics) {
        return new ExecutorReport(
                id,
                host,
                ExecutorWriters.isOpen(),
                ExecutorWriters.state().problem().orElse(null),
                ExecutorWriters.state().failure().map(ReportSender::text).orElse(null),
                ExecutorReport.LastRead.of(ExecutorWriters.lastRead()),
                withMetrics ? ExecutorWriters.registry().scrape() : null);
    }

    private static String text(RuntimeException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Also when the driver is gone: its successor need not read again what is written now. */
    @Override
    public void shutdown() {
        timer.shutdownNow();
        try {
            ExecutorWriters.drainAndClose(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Stops before all that was read is durable; it is read again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("Could not drain", e);
        }
    }
}
