package io.millrace.core.event;

/** The headers that our Connect plug-in, and replays of dead letters, put on the records of the change stream. */
public final class StreamHeader {
    /**
     * On every row and truncate record: the table's {@link RelationQuery description} as the catalogue had it when the table's
     * event schema was first seen, UTF-8 JSON. It can be of a later shape than the event, and is absent where the
     * catalogue could not be asked, or no longer has the table.
     */
    public static final String RELATION = "millrace.relation";

    /**
     * On row records of a table without a key: how many rows of the table with the same LSN precede this one, in decimal
     * digits. {@code COPY} writes many rows at one LSN.
     */
    public static final String ORDINAL = "millrace.ordinal";

    /** On records that were sent again after they had become a dead letter: an {@link io.millrace.core.error.Replay}. */
    public static final String REPLAY = "millrace.replay";

    /** On the insert that a changed key arrives as, after its delete: the old key, a JSON object of columns and values. */
    public static final String OLD_KEY = "__debezium.oldkey";

    private StreamHeader() {}
}
