package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ConnectWorker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Kafka Connect worker on the shared broker; it brings that up on its own. Use connector names of your own. */
public final class ConnectExtension implements BeforeAllCallback {
    private final KafkaExtension kafka;
    private @Nullable TestServer<ConnectWorker> running;

    public ConnectExtension(KafkaExtension kafka) {
        this.kafka = kafka;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        kafka.beforeAll(context);
        String bootstrap = kafka.bootstrapServers();
        running = Shared.server(
                context,
                "connect",
                folder -> new ConnectWorker(Installation.current(), folder, LocalPorts.free(), bootstrap));
    }

    /** The shared worker, to kill it and start it again. */
    public TestServer<ConnectWorker> running() {
        return requireNonNull(running, "Connect runs only during tests: register the extension as a static field");
    }

    /** Its REST address. */
    public String url() {
        return running().server().url();
    }
}
