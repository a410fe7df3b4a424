package io.millrace.wiring;

import io.millrace.config.ConfigException;
import java.util.Optional;

/** Addresses that are optional in {@code millrace.yaml} but required by a process. */
final class Required {
    private Required() {}

    /** @throws ConfigException with the key's name if the value is absent */
    static String value(Optional<String> value, String key) {
        return value.orElseThrow(() -> new ConfigException(key + " is missing in the configuration."));
    }
}
