package io.millrace.wiring;

import io.millrace.config.ConfigException;
import java.util.Optional;

/** Addresses that may be absent in {@code millrace.yaml}, and that a process needs. */
final class Required {
    private Required() {}

    /** @throws ConfigException naming the key, where the value is absent */
    static String value(Optional<String> value, String key) {
        return value.orElseThrow(() -> new ConfigException(key + " is missing in the configuration."));
    }
}
