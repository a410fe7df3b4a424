package io.millrace.cli.ops;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A request that the controller carries out, followed until it has ended. It continues where the command is
 * interrupted, and where ops or the controller starts again meanwhile.
 */
public final class OpsRequest {
    /** How long ops may take to find out whether the state has changed, in milliseconds. */
    private static final long WAIT = 2_000;

    private static final Duration QUEUED = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final OpsClient ops;
    private final String path;
    private final Consumer<String> progress;
    private String printed = "";

    /**
     * @param path where its state is, such as {@code /api/resyncs/ID}
     * @param progress receives a line whenever there is something new to say
     */
    public OpsRequest(OpsClient ops, String path, Consumer<String> progress) {
        this.ops = requireNonNull(ops, "ops is null");
        this.path = requireNonNull(path, "path is null");
        this.progress = requireNonNull(progress, "progress is null");
    }

    /** Returns the last state: {@code done} or {@code failed}. */
    public JsonNode await() throws InterruptedException {
        return await(state -> {});
    }

    /**
     * Returns the last state: {@code done} or {@code failed}.
     *
     * @param states receives each state that is looked at, the last one included
     * @throws OpsException if ops refuses, or does not answer for two minutes
     */
    public JsonNode await(Consumer<JsonNode> states) throws InterruptedException {
        long begin = System.nanoTime();
        boolean warned = false;
        long answered = begin;
        while (true) {
            JsonNode state;
            try {
                state = ops.get(path + "?wait=" + WAIT);
                answered = System.nanoTime();
            } catch (OpsException e) {
                if (!e.isTemporary() || System.nanoTime() - answered > SILENCE.toNanos()) {
                    throw e;
                }
                print(e.getMessage() + "; trying again");
                Thread.sleep(PAUSE.toMillis());
                continue;
            }
            states.accept(state);
            String name = state.path("state").asText();
            if (name.equals("done") || name.equals("failed")) {
                return state;
            }
            print(state.path("detail").asText());
            if (!warned && name.equals("queued") && System.nanoTime() - begin > QUEUED.toNanos()) {
                warned = true;
                print("no controller has taken the request yet: see `millrace status`");
            }
        }
    }

    private void print(String line) {
        if (!line.isEmpty() && !line.equals(printed)) {
            printed = line;
            progress.accept(line);
        }
    }
}
