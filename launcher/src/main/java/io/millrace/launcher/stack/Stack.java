package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.launcher.cluster.ClusterSize;
import io.millrace.launcher.error.LauncherException;
import io.millrace.local.Installation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one configuration means on this machine: the components to run or to check, and the complete configuration for the
 * processes.
 *
 * @param config complete
 * @param components in the order of {@link ServiceGraph}
 * @param memberConfigs what further members of a service read in its place, by file
 */
public record Stack(Config config, List<Component> components, Map<Path, Config> memberConfigs) {
    public Stack {
        components = List.copyOf(components);
        memberConfigs = Map.copyOf(memberConfigs);
    }

    /** The same with other components. */
    public Stack with(List<Component> others) {
        return new Stack(config, others, memberConfigs);
    }

    /**
     * @param config as the user wrote it
     * @param embeddedDatabase the database of the embedded Postgres
     * @param withShop whether the shop belongs to it
     * @param size empty: one process for each service
     * @throws LauncherException if the data folder or the configuration does not go with it
     */
    public static Stack of(
            Config config,
            String embeddedDatabase,
            boolean withShop,
            Optional<ClusterSize> size,
            Installation installation,
            DataFolder data) {
        if (config.log().bootstrapServers().isEmpty()) {
            data.clusterMark().require(size.map(ClusterSize::brokers));
        }
        return new StackPlan(config, embeddedDatabase, withShop, size, installation, data).stack();
    }
}
