package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.wiring.ConnectWiring;
import java.time.Duration;

/** The connector that captures the source of the running stack. */
final class RunningConnector {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ConnectClient connect;
    private final String name;

    private RunningConnector(ConnectClient connect, String name) {
        this.connect = connect;
        this.name = name;
    }

    static RunningConnector of(DataOption data) {
        Config config = data.runningConfig();
        return new RunningConnector(ConnectWiring.client(config, PATIENCE), ConnectWiring.connectorName(config));
    }

    void pause() throws InterruptedException {
        connect.pause(name);
    }

    void resume() throws InterruptedException {
        connect.resume(name);
    }
}
