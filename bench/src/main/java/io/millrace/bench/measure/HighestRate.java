package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.workload.OrdersTable;
import io.millrace.bench.workload.RowBlocks;
import java.time.Duration;
import java.util.Locale;

/**
 * The highest rate of single-row transactions at which the lag does not grow. The rate is raised by half until it does, then
 * the last step is halved twice. A rate that the source itself does not reach ends it, too.
 */
public final class HighestRate {
    private static final int LOWEST = 500;
    private static final int BLOCKS_A_SECOND = 50;
    private static final int HALVINGS = 2;

    /** Below this share of the requested rate, the source is the limit. */
    private static final double REACHED = 0.95;

    private final MeasuredSystem system;
    private final Duration step;
    private final int most;
    private final ObjectNode figures = JsonNodeFactory.instance.objectNode();

    /**
     * @param step duration of each rate
     * @param most the highest rate to try, in changes per second
     */
    public HighestRate(MeasuredSystem system, Duration step, int most) {
        this.system = system;
        this.step = step;
        this.most = most;
    }

    /** The outcome of one rate. */
    private enum Outcome {
        KEEPS_UP,
        FALLS_BEHIND,
        SOURCE_IS_THE_LIMIT
    }

    public ObjectNode run() throws InterruptedException {
        figures.putArray("steps");
        int good = 0;
        int rate = LOWEST;
        var outcome = tried(rate);
        while (outcome == Outcome.KEEPS_UP && rate < most) {
            good = rate;
            rate = Math.min(rate + rate / 2, most);
            outcome = tried(rate);
        }
        if (outcome == Outcome.KEEPS_UP) {
            good = rate;
        }
        boolean limited = outcome == Outcome.SOURCE_IS_THE_LIMIT;
        int bad = rate;
        for (int i = 0; i < HALVINGS && outcome != Outcome.KEEPS_UP && good > 0; i++) {
            int middle = (good + bad) / 2;
            var between = tried(middle);
            limited |= between == Outcome.SOURCE_IS_THE_LIMIT;
            if (between == Outcome.KEEPS_UP) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        figures.put("highestRate", good);
        figures.put("sourceWasTheLimit", limited);
        return figures;
    }

    private Outcome tried(int rate) throws InterruptedException {
        var table = new OrdersTable(system.source(), "orders");
        var shape = new RowBlocks(table, Math.max(rate / BLOCKS_A_SECOND, 1));
        // Four clients: one connection of a procedure that commits does some ten thousand transactions a second.
        var load =
                new SteadyLoad((double) rate / shape.changes(), Duration.ofSeconds(2), step, 4, Duration.ofMillis(100));
        var run = LatencyRun.of(system, shape, load);
        double achieved = run.path("achievedRate").asDouble() * shape.changes();
        boolean grows = run.path("lagGrows").asBoolean();
        var outcome = grows
                ? Outcome.FALLS_BEHIND
                : achieved < rate * REACHED ? Outcome.SOURCE_IS_THE_LIMIT : Outcome.KEEPS_UP;
        System.err.printf("bench: %d changes/s: %s%n", rate, outcome.name().toLowerCase(Locale.ROOT));
        figures.withArray("steps")
                .addObject()
                .put("rate", rate)
                .put("achieved", Math.round(achieved))
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .put("lagGrowth", run.path("lagGrowth").asDouble())
                .put("lagAtEndSeconds", run.path("lagAtEndSeconds").asDouble())
                .put("p50", run.path("commitToQueryableMs").path("p50").asDouble())
                .put("p99", run.path("commitToQueryableMs").path("p99").asDouble());
        return outcome;
    }
}
