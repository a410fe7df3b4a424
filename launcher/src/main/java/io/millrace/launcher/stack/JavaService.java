package io.millrace.launcher.stack;

import io.millrace.local.Http;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process of ours: controller, pipeline, ops or shop. It reads the resolved configuration and answers {@code /readyz}. */
final class JavaService implements LocalServer {
    /** For a process without requirements of its own. */
    private static final List<String> SMALL = List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xss512k",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:+ExitOnOutOfMemoryError");

    private final Installation installation;
    private final String module;
    private final String name;
    private final Path folder;
    private final Path config;
    private final int port;
    private final String scheme;
    private final Map<String, String> environment;
    private volatile Optional<String> refusal = Optional.empty();

    /**
     * @param module whose process it is
     * @param name its name in logs and pid files
     * @param config that it reads
     * @param scheme {@code http} or {@code https}
     * @param environment variables beside those that this process has
     */
    JavaService(
            Installation installation,
            String module,
            String name,
            DataFolder data,
            Path config,
            int port,
            String scheme,
            Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.scheme = scheme;
        this.installation = installation;
        this.module = module;
        this.name = name;
        this.folder = data.service(name);
        this.config = config;
        this.port = port;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Command prepare() {
        return java().in(folder);
    }

    @Override
    public Optional<ClassArchive> classArchive() {
        return Optional.of(java().archive());
    }

    private JavaCommand java() {
        return new JavaCommand(
                module,
                installation.classPath(module),
                "io.millrace." + module + ".Main",
                installation
                        .resource(module, "io/millrace/" + module + "/jvm.options")
                        .map(JavaCommand::parseOptions)
                        .orElse(SMALL),
                List.of("--config", config.toString()),
                environment);
    }

    /** As {@link #notReady} heard it last. */
    @Override
    public Optional<String> refusal() {
        return refusal;
    }

    @Override
    public boolean isSilent() {
        return !Http.answers(url() + "/healthz");
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(port)) {
            return Optional.of("accepts no connection yet");
        }
        try {
            Http.Answer answer = Http.get(url() + "/readyz");
            refusal = answer.status() == 200 ? Optional.empty() : ReadinessAnswer.refusal(answer);
            return answer.status() == 200 ? Optional.empty() : Optional.of(ReadinessAnswer.detail(answer));
        } catch (IOException e) {
            return Optional.of("does not answer /readyz: " + e.getMessage());
        }
    }

    @Override
    public String url() {
        return scheme + "://127.0.0.1:" + port;
    }
}
