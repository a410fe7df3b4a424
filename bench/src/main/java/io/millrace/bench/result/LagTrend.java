package io.millrace.bench.result;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a pipeline keeps up with its source. The lag is the age of the oldest committed change that is not queryable. At
 * an arrival rate above the rate of the pipeline it grows by {@code 1 - pipeline / arrivals} seconds each second.
 */
public final class LagTrend {
    /** Seconds of lag a second from which on the pipeline does not keep up: it does less than 95 % of what arrives. */
    static final double GROWING = 0.05;

    /** A lag below this many seconds at the end is no backlog, whatever its slope. */
    static final double SMALL = 0.5;

    private final List<double[]> samples = new ArrayList<>();

    /** Adds a sample, both in seconds. */
    public void add(double at, double lag) {
        samples.add(new double[] {at, lag});
    }

    /** Growth of the lag in seconds a second: the slope of the line of least squares; 0 with fewer than two samples. */
    public double slope() {
        double meanAt =
                samples.stream().mapToDouble(sample -> sample[0]).average().orElse(0);
        double meanLag = mean();
        double above = 0;
        double below = 0;
        for (var sample : samples) {
            above += (sample[0] - meanAt) * (sample[1] - meanLag);
            below += (sample[0] - meanAt) * (sample[0] - meanAt);
        }
        return below == 0 ? 0 : above / below;
    }

    private double mean() {
        return samples.stream().mapToDouble(sample -> sample[1]).average().orElse(0);
    }

    /** The mean lag in seconds of the last quarter of the samples. */
    public double atEnd() {
        return samples.stream()
                .skip(samples.size() - Math.max(samples.size() / 4, Math.min(samples.size(), 1)))
                .mapToDouble(sample -> sample[1])
                .average()
                .orElse(0);
    }

    public boolean grows() {
        return slope() > GROWING && atEnd() > SMALL;
    }
}
