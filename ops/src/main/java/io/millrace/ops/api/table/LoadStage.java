package io.millrace.ops.api.table;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The stage of a load. */
public enum LoadStage {
    /** Waits for its turn, or for what the detail says. */
    @JsonProperty("waiting")
    WAITING,
    /** Rows flow from the source into the log. */
    @JsonProperty("reading")
    READING,
    /** All rows are in the log, and on their way to the warehouse. */
    @JsonProperty("landing")
    LANDING,
    /** It has failed, and the table is as it was before. */
    @JsonProperty("failed")
    FAILED
}
