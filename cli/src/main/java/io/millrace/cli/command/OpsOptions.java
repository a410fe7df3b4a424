package io.millrace.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.ops.LocalStack;
import io.millrace.cli.ops.OpsAddress;
import io.millrace.cli.ops.OpsClient;
import io.millrace.config.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which Millrace a command acts on: {@code --ops URL}, else {@code --data DIR}, else {@code MILLRACE_OPS_URL}, else .millrace. */
final class OpsOptions {
    static final String URL = "MILLRACE_OPS_URL";
    static final String TOKEN = "MILLRACE_OPS_TOKEN";
    static final String CA_FILE = "MILLRACE_OPS_CA_FILE";
    private static final Path FOLDER = Path.of(".millrace");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--ops",
            paramLabel = "URL",
            description = "The ops API of a running Millrace, such as https://ops.example:8081 (default: " + URL
                    + ", else that of the stack on this machine).")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Its token (default: " + TOKEN + ", which others on this machine do not see).")
    private @Nullable String token;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "PEM file with the authority of its certificate (default: " + CA_FILE
                    + ", else those that Java trusts).")
    private @Nullable Path caFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the stack on this machine (default: .millrace).")
    private @Nullable Path data;

    /** A client of the Millrace that is meant. */
    OpsClient client() {
        return new OpsClient(address());
    }

    /** The ops API that is meant. */
    OpsAddress address() {
        RootCommand root = root();
        String given = token != null ? token : root.token();
        if (isLocal()) {
            return new LocalStack(folder())
                    .ops(Optional.ofNullable(given))
                    .orToken(Optional.ofNullable(root.variable(TOKEN)));
        }
        String authority = caFile != null ? caFile.toString() : root.variable(CA_FILE);
        return OpsAddress.of(
                requireNonNull(named()),
                Optional.ofNullable(given != null ? given : root.variable(TOKEN)),
                Optional.ofNullable(authority).map(file -> TlsFiles.trusting(Path.of(file))));
    }

    /** Whether the stack on this machine is meant. */
    boolean isLocal() {
        return named() == null;
    }

    /** Where the stack on this machine has its data. */
    Path folder() {
        return data == null ? FOLDER : data;
    }

    private @Nullable String named() {
        RootCommand root = root();
        String option = url != null ? url : root.ops();
        return option != null || data != null ? option : root.variable(URL);
    }

    private RootCommand root() {
        return (RootCommand) requireNonNull(command).root().userObject();
    }

    /** The body of a request, with who asks. */
    static ObjectNode body() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("by", System.getProperty("user.name", ""))
                .put("client", "cli");
    }
}
