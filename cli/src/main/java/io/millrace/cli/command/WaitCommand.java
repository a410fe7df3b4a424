package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import io.millrace.cli.ops.OpsException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace wait}. */
@Command(
        name = "wait",
        description =
                "Returns when all that the source has committed by now is queryable in the warehouse, loads of"
                        + " tables that are under way included. Progress on stderr: what it waits for, and how long that may take.",
        footer = {
            "",
            "A Kafka Connect that commits positions once a minute only (Kafka's default of",
            "offset.flush.interval.ms) makes it take up to a minute longer: without",
            "--timeout it then waits for 150 s.",
            "Exit status: 0 all is queryable, 1 not within the time."
        },
        mixinStandardHelpOptions = true)
final class WaitCommand implements Callable<Integer> {
    private static final String BARRIERS = "/api/barriers";
    private static final Duration DEFAULT = Duration.ofSeconds(60);

    /** Two of Kafka's default intervals of 60 s, and some time for the rest. */
    private static final Duration CAPTURE = Duration.ofSeconds(150);

    private static final long WAIT = 2_000;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String HINT =
            ". Kafka Connect commits positions once in offset.flush.interval.ms, 60 s by default: see `millrace doctor`";

    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Timeout, such as 500ms, 60s or 5m (default: 60s).")
    private @Nullable Duration timeout;

    @Option(names = "--json", description = "The barrier that was reached, as JSON.")
    private boolean json;

    private long deadline;
    private boolean extended;
    private String printed = "";

    @Override
    public Integer call() throws InterruptedException {
        OpsClient client = ops.client();
        Duration limit = timeout == null ? DEFAULT : timeout;
        deadline = System.nanoTime() + limit.toNanos();
        JsonNode barrier = JsonNodeFactory.instance.missingNode();
        JsonNode last = barrier;
        while (true) {
            try {
                if (barrier.isMissingNode()) {
                    barrier = client.post(BARRIERS, JsonNodeFactory.instance.objectNode());
                }
                last = client.get(BARRIERS + "/" + barrier.path("id").asText() + "?wait=" + patience());
            } catch (OpsException e) {
                if (!e.isTemporary() || isOver(last)) {
                    throw e;
                }
                print(String.valueOf(e.getMessage()));
                Thread.sleep(PAUSE.toMillis());
                continue;
            }
            switch (last.path("state").asText()) {
                case "reached" -> {
                    if (json) {
                        System.out.println(last);
                    }
                    return 0;
                }
                case "lost" -> {
                    print("the change stream was created again; waiting for all that is in it now");
                    barrier = JsonNodeFactory.instance.missingNode();
                    last = barrier;
                    // Not as fast as ops answers, where it is lost again and again.
                    Thread.sleep(PAUSE.toMillis());
                }
                default -> {}
            }
            if (isOver(last)) {
                throw new CliException("not everything has arrived in time: "
                        + last.path("detail").asText("no barrier could be set") + hint(last));
            }
            if (!last.isMissingNode()) {
                print(last.path("detail").asText());
            }
        }
    }

    private void print(String line) {
        if (!line.equals(printed)) {
            printed = line;
            System.err.println("waiting: " + line);
        }
    }

    private long patience() {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        return Math.max(0, Math.min(WAIT, left));
    }

    /** Where nothing but Connect's commit of positions is missing, the default is not the last word. */
    private boolean isOver(JsonNode barrier) {
        if (System.nanoTime() < deadline) {
            return false;
        }
        if (timeout == null && !extended && isCapture(barrier)) {
            extended = true;
            deadline += CAPTURE.minus(DEFAULT).toNanos();
            print("for " + CAPTURE.minus(DEFAULT).toSeconds() + " s more" + HINT);
            return false;
        }
        return true;
    }

    private static String hint(JsonNode barrier) {
        return isCapture(barrier) ? HINT : "";
    }

    private static boolean isCapture(JsonNode barrier) {
        return barrier.path("stage").asText().equals("capture");
    }
}
