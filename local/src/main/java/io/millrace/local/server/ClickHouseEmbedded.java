package io.millrace.local.server;

import io.millrace.local.Http;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** libchdb in a JVM of its own, behind ClickHouse's HTTP interface. */
public final class ClickHouseEmbedded implements LocalServer {
    public static final String USER = "millrace";
    public static final String READER = "millrace_reader";
    private static final String MODULE = "clickhouse-embedded";

    private final Installation installation;
    private final Path folder;
    private final int port;
    private final String password;
    private final String readerPassword;

    /** One without {@link #readerUrl()}. */
    public ClickHouseEmbedded(Installation installation, Path folder, int port, String password) {
        this(installation, folder, port, password, "");
    }

    /**
     * @param password of {@value #USER}, who may do everything
     * @param readerPassword of {@value #READER}, who may read tables and nothing else; empty: there is none
     */
    public ClickHouseEmbedded(
            Installation installation, Path folder, int port, String password, String readerPassword) {
        this.readerPassword = readerPassword;
        this.installation = installation;
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.password = password;
    }

    @Override
    public String name() {
        return "clickhouse";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Command prepare() {
        Map<String, String> environment = new HashMap<>();
        environment.put("MILLRACE_CLICKHOUSE_USER", USER);
        environment.put("MILLRACE_CLICKHOUSE_PASSWORD", password);
        environment.put("MILLRACE_CLICKHOUSE_READER", READER);
        environment.put("MILLRACE_CLICKHOUSE_READER_PASSWORD", readerPassword);
        // Without it the engine's signal handlers and the JVM's get in each other's way, and the JVM freezes.
        Path libjsig = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        if (Files.exists(libjsig)) {
            environment.put("LD_PRELOAD", libjsig.toString());
        }
        return new JavaCommand(
                        name(),
                        installation.classPath(MODULE),
                        "io.millrace.clickhouse.embedded.Main",
                        installation
                                .resource(MODULE, "io/millrace/clickhouse/embedded/jvm.options")
                                .map(JavaCommand::parseOptions)
                                .orElse(List.of()),
                        List.of(
                                "--data",
                                folder.resolve("data").toString(),
                                "--host",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--library",
                                ChdbLibrary.file().toString()),
                        environment)
                .in(folder);
    }

    @Override
    public boolean isSilent() {
        return !Http.answers("http://127.0.0.1:" + port + "/ping");
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(port)) {
            return Optional.of("accepts no connection yet");
        }
        try {
            if (Http.get("http://127.0.0.1:" + port + "/ping").status() != 200) {
                return Optional.of("does not answer /ping yet");
            }
            Http.Answer answer = Http.get(url() + "/?query=SELECT%201");
            return answer.status() == 200 && answer.body().equals("1")
                    ? Optional.empty()
                    : Optional.of("SELECT 1 answers HTTP " + answer.status());
        } catch (IOException e) {
            return Optional.of("does not answer: " + e.getMessage());
        }
    }

    /** HTTP base URL with user and password. */
    @Override
    public String url() {
        return "http://" + USER + ":" + password + "@127.0.0.1:" + port;
    }

    /** The same for who may only read. */
    public String readerUrl() {
        return "http://" + READER + ":" + readerPassword + "@127.0.0.1:" + port;
    }

    public String password() {
        return password;
    }
}
