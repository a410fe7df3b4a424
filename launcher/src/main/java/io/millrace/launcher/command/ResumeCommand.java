package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace resume}. */
@Command(
        name = "resume",
        description = "Goes on with the capture where it was paused; nothing is lost.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws InterruptedException {
        Config config = data.runningConfig();
        new ConnectClient(URI.create(config.capture().connectUrl().orElseThrow()), PATIENCE)
                .resume(ConnectorSettings.nameFor(config.source().name()));
        System.out.println("capture resumed");
        return 0;
    }
}
