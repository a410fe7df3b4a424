package io.millrace.core.warehouse;

/**
 * How many changes took how long for one stage: one bucket of a histogram with at most 2 % relative error, so that the
 * warehouse merges percentiles without ever holding a row per change.
 *
 * @param second the second in which the changes landed, seconds since the epoch
 * @param stage the part of the way
 * @param micros the latency that stands for the bucket, microseconds, 0 or more
 * @param count how many changes, 1 or more
 */
public record LatencyBucket(long second, Stage stage, long micros, long count) {
    /** The stages of a change's path. Names are stored in the warehouse in lower case. */
    public enum Stage {
        /** From the commit in the source to the connector. */
        CAPTURE,
        /** From the connector to the log. */
        LOG,
        /** From the log to the warehouse. */
        LAND,
        /** From the commit to the warehouse: end to end. */
        TOTAL
    }
}
