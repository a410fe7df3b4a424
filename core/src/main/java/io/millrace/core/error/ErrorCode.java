package io.millrace.core.error;

/**
 * All reasons for which a change can fail to land, what Millrace does then, and what the operator can do. Names are
 * stored in the warehouse and public: never rename one.
 */
public enum ErrorCode {
    EMPTY_RECORD(
            Action.DEAD_LETTER,
            "The record has no value (a tombstone). Millrace's connector never writes one: find who else produces into the change stream."),
    NOT_JSON(
            Action.DEAD_LETTER,
            "The record is not JSON. Find who else produces into the change stream, then discard it."),
    NOT_A_CHANGE(
            Action.DEAD_LETTER,
            "The record is JSON but no change event with schema. Find who else produces into the change stream, then discard it."),
    UNKNOWN_OPERATION(
            Action.DEAD_LETTER, "The event's operation is not one of c, u, d, r, t, m. Check the connector's version."),
    UNKNOWN_TYPE(
            Action.DEAD_LETTER,
            "The event's schema has a type that Millrace does not know. Set a type override for the column, then replay."),
    BAD_VALUE(
            Action.DEAD_LETTER,
            "A value does not fit the type that its schema states. Check the payload, fix it, then replay."),
    BAD_POSITION(
            Action.DEAD_LETTER,
            "The event has no usable source position, so its order is unknown. Discard it, then verify the table."),
    RECORD_TOO_LARGE(
            Action.DEAD_LETTER, "The record is larger than the pipeline accepts. Raise the limit, then replay."),
    ROW_REJECTED(
            Action.DEAD_LETTER,
            "The warehouse rejects the row. Read the reason, set a type override or fix the payload, then replay."),
    VALUES_MISSING(
            Action.DEAD_LETTER,
            "The change does not carry the large values that it did not touch, and the warehouse does not have them."
                    + " The row is read from the source again; if the dead letter is of a table's history, its version"
                    + " is missing there."),
    SCHEMA_NOT_FOLLOWED(
            Action.DEAD_LETTER,
            "The table's schema changed in a way that Millrace cannot follow. Fix the table, then replay."),
    TABLE_PAUSED(
            Action.DEAD_LETTER,
            "The table changed in a way that Millrace must not follow automatically. Read the reason, allow the change"
                    + " in the section schema of millrace.yaml, restart the pipeline, then replay."),
    WAREHOUSE_UNAVAILABLE(
            Action.RETRY, "The warehouse does not answer. Start it or correct the address; nothing is lost meanwhile."),
    WAREHOUSE_OVERLOADED(
            Action.RETRY,
            "The warehouse refuses writes for now (too many parts, memory or disk). Free resources; nothing is lost meanwhile."),
    WAREHOUSE_DISK_FAILED(
            Action.HALT,
            "The warehouse's disk failed to write data. Check the disk, restart ClickHouse, then the pipeline: it"
                    + " writes again everything that is not known to be durable."),
    SUPERSEDED(
            Action.HALT,
            "Another pipeline of the same source has started, and only it may write now. Run one pipeline per"
                    + " source.name, and stop the other."),
    BOOKKEEPING_TOO_NEW(
            Action.HALT,
            "A later build of Millrace has changed the tables of the database millrace in a way that this one does not know. Run that build or a later one."),
    WAREHOUSE_DENIED(
            Action.HALT,
            "The warehouse denies access. Grant the rights that ./millrace doctor names, then restart the pipeline.");

    /** The action for a failed change. */
    public enum Action {
        RETRY,
        DEAD_LETTER,
        HALT
    }

    private final Action action;
    private final String advice;

    ErrorCode(Action action, String advice) {
        this.action = action;
        this.advice = advice;
    }

    public Action action() {
        return action;
    }

    /** What the operator can do, in full sentences. */
    public String advice() {
        return advice;
    }
}
