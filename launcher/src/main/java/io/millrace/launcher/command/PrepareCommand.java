package io.millrace.launcher.command;

import io.millrace.local.ChdbLibrary;
import io.millrace.local.PostgresBinaries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Called by the script after a build: fetches and unpacks what every start needs, so that no start waits for it. */
@Command(name = "prepare", hidden = true, description = "Fills the user's cache with Postgres and ClickHouse.")
public final class PrepareCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        PostgresBinaries.folder();
        ChdbLibrary.file();
        return 0;
    }
}
