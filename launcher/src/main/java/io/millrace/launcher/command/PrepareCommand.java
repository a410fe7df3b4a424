package io.millrace.launcher.command;

import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.stack.StartFailure;
import io.millrace.launcher.training.TrainingRun;
import io.millrace.local.Installation;
import io.millrace.local.LocalException;
import io.millrace.local.server.ChdbLibrary;
import io.millrace.local.server.PostgresBinaries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Called by the script after a build: prepares what every start needs or profits from. */
@Command(
        name = "prepare",
        hidden = true,
        description = "Fills the user's cache with Postgres, ClickHouse and class archives.")
public final class PrepareCommand implements Callable<Integer> {
    @Option(names = "--no-training", description = "Creates no class archives: starts take longer.")
    private boolean noTraining;

    @Override
    public Integer call() throws InterruptedException {
        PostgresBinaries.folder();
        ChdbLibrary.file();
        if (noTraining) {
            return 0;
        }
        Installation installation = Installation.current();
        try {
            new TrainingRun(installation, installation.home().resolve("target").resolve("training"))
                    .run(() -> System.err.println("preparing faster starts (once for each build)"));
        } catch (StartFailure e) {
            e.log().forEach(line -> System.err.println("  | " + line));
            System.err.println("no faster starts with this build: " + e.getMessage());
        } catch (LauncherException | LocalException e) {
            System.err.println("no faster starts with this build: " + e.getMessage());
        }
        return 0;
    }
}
