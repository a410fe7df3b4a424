package io.millrace.ops.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One number with its name and unit, for people. */
public record Measure(String label, double value, Unit unit) {
    /** How to show the number. */
    public enum Unit {
        @JsonProperty("count")
        COUNT,
        @JsonProperty("bytes")
        BYTES,
        @JsonProperty("ms")
        MS,
        @JsonProperty("seconds")
        SECONDS,
        @JsonProperty("perSecond")
        PER_SECOND,
        @JsonProperty("perMinute")
        PER_MINUTE
    }
}
