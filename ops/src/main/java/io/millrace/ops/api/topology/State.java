package io.millrace.ops.api.topology;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The state of a service, the worst last. */
public enum State {
    @JsonProperty("up")
    UP,
    /** No recent sample. */
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
