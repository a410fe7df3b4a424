package io.millrace.core.event;

/** The prefixes of the logical messages that Millrace writes into the source's log, and by which readers tell them apart. */
public final class MessagePrefix {
    /** What all of ours begin with; logical messages of others are not captured. */
    public static final String OURS = "millrace.";

    /** Written by the connector at each heartbeat, so that the slot moves on while the captured tables are idle. */
    public static final String HEARTBEAT = OURS + "heartbeat";

    /** Written to find a position in the stream: what precedes it has been captured. */
    public static final String FENCE = OURS + "fence";

    /** Written when a table is new, changed or gone: its {@link RelationQuery description}, {@code "gone":true} in the last case. */
    public static final String RELATION = OURS + "relation";

    private MessagePrefix() {}
}
