package io.millrace.core.event;

/** The headers of dead letters in Debezium's JSON and of their replays: what a block has inside. */
public final class StreamHeader {
    /**
     * On rows and truncations: the table's {@link RelationQuery description}, UTF-8 JSON. It can be of a later shape
     * than the event, and is absent if the catalog could not be asked, or no longer had the table.
     */
    public static final String RELATION = "millrace.relation";

    /**
     * On row records of a table without a key: how many rows of the table with the same LSN precede this one, in decimal
     * digits. {@code COPY} writes many rows at one LSN.
     */
    public static final String ORDINAL = "millrace.ordinal";

    /** On records that were sent again after they had become a dead letter: an {@link io.millrace.core.error.Replay}. */
    public static final String REPLAY = "millrace.replay";

    private StreamHeader() {}
}
