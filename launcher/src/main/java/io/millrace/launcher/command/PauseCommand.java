package io.millrace.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace pause}. */
@Command(
        name = "pause",
        description = "Stops the capture; the source keeps what changes until `resume`, so keep an eye on its disk.",
        mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws InterruptedException {
        RunningConnector.of(data).pause();
        System.out.println("capture paused");
        return 0;
    }
}
