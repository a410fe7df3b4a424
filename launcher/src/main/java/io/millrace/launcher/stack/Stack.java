package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.local.Installation;
import java.util.List;

/**
 * What one configuration means on this machine: the components to run or to check, and the complete configuration for the
 * processes.
 *
 * @param config complete
 * @param components in the order of {@link ServiceGraph}
 */
public record Stack(Config config, List<Component> components) {
    public Stack {
        components = List.copyOf(components);
    }

    /**
     * @param config as the user wrote it
     * @param embeddedDatabase the database of the embedded Postgres
     * @param withShop whether the shop belongs to it
     */
    public static Stack of(
            Config config, String embeddedDatabase, boolean withShop, Installation installation, DataFolder data) {
        return new StackPlan(config, embeddedDatabase, withShop, installation, data).stack();
    }
}
