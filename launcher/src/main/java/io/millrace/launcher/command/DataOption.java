package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.ServiceGraph;
import io.millrace.launcher.stack.StatusProbe;
import io.millrace.launcher.state.ServiceState;
import io.millrace.launcher.state.ServiceStatus;
import io.millrace.launcher.state.StackStatus;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --data DIR}, which every command has. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".millrace",
            description = "Folder with the stack's data (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of(".millrace");

    DataFolder folder() {
        return new DataFolder(folder);
    }

    /** The complete configuration of the running stack. */
    Config runningConfig() {
        // Fails with a clear message if nothing runs.
        url(ServiceGraph.CLICKHOUSE);
        return ConfigReader.read(folder().resolvedConfig(), Map.of());
    }

    /** The address of a service of the running stack; of several members that of the first healthy one. */
    String url(String service) {
        StackStatus status = StatusProbe.remembered(folder());
        if (status.launcher().isEmpty()) {
            throw new LauncherException("nothing runs on " + folder().root()
                    + ": start it with `./millrace demo` or `./millrace up`, or name the folder with --data");
        }
        return status.services().stream()
                .filter(candidate -> MemberName.service(candidate.name()).equals(service))
                .min(Comparator.comparing(candidate -> candidate.state() != ServiceState.HEALTHY))
                .map(ServiceStatus::url)
                .orElseThrow(() -> new LauncherException("the running stack has no " + service));
    }
}
