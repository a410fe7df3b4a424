package io.millrace.ops.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a service fares, the worst last. */
public enum State {
    @JsonProperty("up")
    UP,
    /** No sample that is young enough to be believed. */
    @JsonProperty("unknown")
    UNKNOWN,
    /** Answers, but does not do its work. */
    @JsonProperty("degraded")
    DEGRADED,
    @JsonProperty("down")
    DOWN;

    /** The worse of the two. */
    public State or(State other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
