package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.launcher.LauncherException;
import io.millrace.launcher.capture.CaptureKeeper;
import io.millrace.launcher.capture.CapturePassword;
import io.millrace.launcher.capture.CatalogueMemory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The capture step alone, for stacks that something else runs, such as Compose. Never returns by itself. */
@Command(
        name = "capture",
        hidden = true,
        description = "Makes topics, publication, slot and connector, and keeps them.")
public final class CaptureCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 5_000;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "A complete millrace.yaml.")
    private Path file = Path.of("millrace.yaml");

    @Option(
            names = "--memory",
            paramLabel = "FILE",
            description = "Keeps what was seen of the source's catalogue, on a volume: what happens there while this is"
                    + " down is noticed at the next start.")
    private @Nullable Path memory;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = System.getenv();
        Config config = ConfigReader.read(file, environment);
        if (config.source().url().isEmpty()
                || config.log().bootstrapServers().isEmpty()
                || config.capture().connectUrl().isEmpty()) {
            throw new LauncherException(
                    file + ": capture needs source.url, log.bootstrapServers and capture.connectUrl");
        }
        CapturePassword password = CapturePassword.InEnvironment.of(environment)
                .orElseThrow(() -> new LauncherException("set MILLRACE_CAPTURE_PASSWORD here and at Kafka Connect"));
        Path kept = memory;
        CatalogueMemory catalogue =
                kept == null ? CatalogueMemory.ofProcess() : CatalogueMemory.in(kept, System.out::println);
        CaptureKeeper keeper = new CaptureKeeper(config, password, catalogue, System.out::println);
        String shown = "";
        while (true) {
            Optional<String> problem = kept(keeper);
            String now = problem.orElse("changes flow");
            if (!now.equals(shown)) {
                System.out.println(now);
                shown = now;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** What stands in the way at the start is tried again, too: nobody else does. */
    private static Optional<String> kept(CaptureKeeper keeper) throws InterruptedException {
        try {
            return keeper.keep();
        } catch (RuntimeException e) {
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
