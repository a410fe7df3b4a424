package io.millrace.ops.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a load is. */
public enum LoadStage {
    /** For its turn, or for what its detail says. */
    @JsonProperty("waiting")
    WAITING,
    /** Rows flow from the source into the log. */
    @JsonProperty("reading")
    READING,
    /** All rows are in the log, and on their way to the warehouse. */
    @JsonProperty("landing")
    LANDING,
    /** It is over, and the table is as it was before. */
    @JsonProperty("failed")
    FAILED
}
