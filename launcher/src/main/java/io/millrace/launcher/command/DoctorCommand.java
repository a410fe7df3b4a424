package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.core.doctor.Finding;
import io.millrace.launcher.doctor.Doctor;
import io.millrace.launcher.doctor.FindingsText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace doctor}. */
@Command(
        name = "doctor",
        description = {
            "Examines source, log, capture and warehouse before use, and changes nothing.",
            "What is wrong is shown with the exact statement that mends it. Exit 1 where something blocks."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "millrace.yaml (default: that of the stack on --data, or ./millrace.yaml).")
    private @Nullable Path file;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, List<Finding>> findings = new Doctor(config()).examine();
        System.out.print(json ? FindingsText.json(findings) + "\n" : FindingsText.text(findings));
        System.out.flush();
        return FindingsText.ok(findings) ? 0 : 1;
    }

    private Config config() {
        if (file != null) {
            return ConfigReader.read(file, System.getenv());
        }
        Path running = data.folder().resolvedConfig();
        if (running.toFile().exists()) {
            return ConfigReader.read(running, Map.of());
        }
        return ConfigReader.read(Path.of("millrace.yaml"), System.getenv());
    }
}
