package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An embedded ClickHouse, shared by the test classes: use databases of your own. */
public final class ClickHouseExtension implements BeforeAllCallback {
    private @Nullable TestServer<ClickHouseEmbedded> running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = Shared.server(context, "clickhouse", folder -> {
            String cluster = System.getProperty("millrace.cluster", "");
            if (!cluster.isEmpty()) {
                configure(folder, cluster);
            }
            return new ClickHouseEmbedded(Installation.current(), folder, LocalPorts.free(), "secret-of-a-test");
        });
    }

    /** Makes the engine a cluster of itself, for {@code Distributed} tables. */
    private static void configure(Path folder, String cluster) {
        try {
            Path file = Files.createDirectories(folder.resolve("data/conf.d")).resolve("cluster.xml");
            Files.writeString(file, """
                    <clickhouse>
                        <tcp_port>19000</tcp_port>
                        <remote_servers><%1$s><shard><internal_replication>true</internal_replication>
                            <replica><host>127.0.0.1</host><port>19000</port></replica>
                        </shard></%1$s></remote_servers>
                        <macros><shard>1</shard><replica>1</replica></macros>
                    </clickhouse>
                    """.formatted(cluster));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
