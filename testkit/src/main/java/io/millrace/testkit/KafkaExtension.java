package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.KafkaBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Kafka broker, shared by the test classes: use topic names of your own. */
public final class KafkaExtension implements BeforeAllCallback {
    private @Nullable TestServer<KafkaBroker> running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = Shared.server(
                context, "kafka", folder -> new KafkaBroker(Installation.current(), folder, LocalPorts.free()));
    }

    /** The shared broker, to kill it and start it again. */
    public TestServer<KafkaBroker> running() {
        return requireNonNull(running, "Kafka runs only during tests: register the extension as a static field");
    }

    public String bootstrapServers() {
        return running().server().bootstrapServers();
    }
}
