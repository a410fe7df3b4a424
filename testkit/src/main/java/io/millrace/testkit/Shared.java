package io.millrace.testkit;

import io.millrace.local.server.LocalServer;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Servers that live as long as the test run: started by the first test class that asks, stopped by JUnit at the end. */
final class Shared {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

    private Shared() {}

    @SuppressWarnings("unchecked") // What is stored under a name is what its function made.
    static <S extends LocalServer> TestServer<S> server(
            ExtensionContext context, String name, Function<Path, S> server) {
        return (TestServer<S>) context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(name, key -> TestServer.start(key, server), TestServer.class);
    }
}
