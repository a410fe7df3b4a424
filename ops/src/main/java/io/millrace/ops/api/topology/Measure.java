package io.millrace.ops.api.topology;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One number with its name and unit, for display. */
public record Measure(String label, double value, Unit unit) {
    /** The display format. */
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
