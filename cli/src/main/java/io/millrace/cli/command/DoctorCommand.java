package io.millrace.cli.command;

import io.millrace.cli.doctor.Doctor;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.LocalStack;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks source, Kafka, Connect and warehouse before use; read-only.",
            "Shows what is wrong with the exact statement or setting that fixes it."
        },
        footer = {
            "",
            "It asks the systems that the configuration names itself, from this machine, and",
            "needs nothing that runs: --ops has no part in it.",
            "Exit status: 0 nothing blocks, 1 something does."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final Path FILE = Path.of("millrace.yaml");

    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "millrace.yaml (default: that of the stack on --data, or ./millrace.yaml).")
    private @Nullable Path file;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Doctor.Report report = new Doctor(config()).report();
        System.out.print(json ? report.json() + "\n" : report.text());
        System.out.flush();
        return report.ok() ? 0 : 1;
    }

    private Config config() {
        if (file != null) {
            return ConfigReader.read(file, System.getenv());
        }
        Path running = new LocalStack(ops.folder()).resolvedConfig();
        if (Files.exists(running)) {
            return ConfigReader.read(running, Map.of());
        }
        if (Files.exists(FILE)) {
            return ConfigReader.read(FILE, System.getenv());
        }
        throw new CliException("there is no millrace.yaml here and no stack on " + ops.folder()
                + ": name the configuration with --config FILE");
    }
}
