package io.millrace.pipeline;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.pipeline.health.HealthServer;
import io.millrace.pipeline.job.ExecutorWriters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline's process: {@code --config FILE}. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final long DRAIN_SECONDS = 5;

    private static volatile boolean stopping;

    private Main() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) {
        if (args.length != 2 || !args[0].equals("--config")) {
            System.err.println("usage: --config FILE");
            System.exit(2);
            return;
        }
        try {
            Config config = ConfigReader.read(Path.of(args[1]), System.getenv());
            Pipeline pipeline = new Pipeline(config);
            try (HealthServer health =
                    HealthServer.start(config.pipeline().bind(), pipeline::readiness, pipeline::metrics)) {
                Runtime.getRuntime().addShutdownHook(new Thread(Main::drain, "millrace-drain"));
                pipeline.run();
                LOG.error("The stream ended.");
            }
        } catch (Exception e) {
            LOG.debug("Ended by", e);
            if (stopping) {
                // On request: Spark's errors during shutdown mean nothing, and the hooks end the process.
                return;
            }
            LOG.error("The pipeline stops: {}", reason(e));
        }
        System.exit(1);
    }

    /** On shutdown what was read is made durable, so that the next start need not read it again. */
    private static void drain() {
        stopping = true;
        try {
            ExecutorWriters.drainAndClose(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Stops before all that was read is durable; it is read again at the next start.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("Could not drain", e);
        }
    }

    /** The innermost cause says what happened; Spark's wrappers are noise. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String first = message.lines().findFirst().orElse(message);
        boolean clear = cause instanceof IOException || cause instanceof RuntimeException;
        return clear && first.contains(" ") ? first : cause.getClass().getSimpleName() + ": " + first;
    }
}
