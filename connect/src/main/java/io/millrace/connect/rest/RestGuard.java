package io.millrace.connect.rest;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.jspecify.annotations.Nullable;

/**
 * Requires user and password for a worker's REST interface: a client that can create a connector can read everything
 * that the worker can. The worker's settings name it in {@code rest.extension.classes} and hold {@value #USER} and
 * {@value #PASSWORD}.
 */
public final class RestGuard implements ConnectRestExtension {
    static final String USER = "millrace.rest.user";
    static final String PASSWORD = "millrace.rest.password";

    private @Nullable RestLogin login;

    /** @throws IllegalStateException if there is no user or password: the worker then does not start */
    @Override
    public void configure(Map<String, ?> settings) {
        login = new RestLogin(setting(settings, USER), setting(settings, PASSWORD));
    }

    @Override
    public void register(ConnectRestExtensionContext context) {
        context.configurable().register(requireNonNull(login, "not configured"));
    }

    private static String setting(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        if (value == null || value.toString().isEmpty()) {
            throw new IllegalStateException("The worker's settings lack " + name);
        }
        return value.toString();
    }

    @Override
    public void close() {
        // Has no resources.
    }

    @Override
    public String version() {
        return "1";
    }
}
