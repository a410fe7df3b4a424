package io.millrace.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace resume}. */
@Command(
        name = "resume",
        description = "Goes on with the capture where it was paused; nothing is lost.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws InterruptedException {
        RunningConnector.of(data).resume();
        System.out.println("capture resumed");
        return 0;
    }
}
