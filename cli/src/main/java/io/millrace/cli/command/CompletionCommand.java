package io.millrace.cli.command;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace completion}. */
@Command(
        name = "completion",
        description = "Prints a script that lets the shell complete commands and options.",
        footer = {
            "",
            "bash:  source <(millrace completion bash)",
            "zsh:   source <(millrace completion zsh)",
            "Put the line into ~/.bashrc or ~/.zshrc to have it in each shell."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "SHELL", completionCandidates = Shells.class, description = "${COMPLETION-CANDIDATES}")
    private String shell = "";

    /** Which shells there are scripts for. */
    static final class Shells extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Shells() {
            super(List.of("bash", "zsh"));
        }
    }

    @Override
    public Integer call() {
        CommandLine line = requireNonNull(command).commandLine();
        if (!new Shells().contains(shell)) {
            throw new ParameterException(line, "there is no completion for " + shell + ": bash or zsh");
        }
        if (shell.equals("zsh")) {
            // The script is one of bash, which zsh can run.
            System.out.println("autoload -Uz compinit bashcompinit && compinit -u && bashcompinit");
        }
        System.out.print(AutoComplete.bash(
                "millrace", requireNonNull(line.getCommandSpec().root()).commandLine()));
        System.out.println("complete -F _complete_millrace -o default ./millrace");
        System.out.flush();
        return 0;
    }
}
