package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import io.millrace.local.ClickHouseEmbedded;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An embedded ClickHouse, shared by the test classes: use databases of your own. */
public final class ClickHouseExtension implements BeforeAllCallback {
    private @Nullable TestServer<ClickHouseEmbedded> running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = Shared.server(
                context,
                "clickhouse",
                folder ->
                        new ClickHouseEmbedded(Installation.current(), folder, LocalPorts.free(), "secret-of-a-test"));
    }

    /** The shared server, to kill it and start it again. */
    public TestServer<ClickHouseEmbedded> running() {
        return requireNonNull(running, "ClickHouse runs only during tests: register the extension as a static field");
    }

    /** HTTP base URL with user and password. */
    public String url() {
        return running().server().url();
    }

    /** HTTP base URL without user and password. */
    public String endpoint() {
        return "http://127.0.0.1:" + running().server().port();
    }

    public String user() {
        return ClickHouseEmbedded.USER;
    }

    public String password() {
        return running().server().password();
    }
}
