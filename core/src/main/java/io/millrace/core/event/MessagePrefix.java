package io.millrace.core.event;

import java.time.Duration;

/** The prefixes of the logical messages that Millrace writes into the source's WAL. */
public final class MessagePrefix {
    /** The common prefix; other logical messages are not captured. */
    public static final String OURS = "millrace.";

    /** Written by the connector at each heartbeat, so that the slot moves on while the captured tables are idle. */
    public static final String HEARTBEAT = OURS + "heartbeat";

    /** How often the connector writes {@link #HEARTBEAT}. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

    /** A barrier: everything before it has been captured. */
    public static final String BARRIER = OURS + "barrier";

    /** Written when a table is new, changed or gone: its {@link RelationQuery description}, {@code "gone":true} in the last case. */
    public static final String RELATION = OURS + "relation";

    /**
     * Written by the capture, not into the WAL: the description of a table in the form of blocks, at the first row that has it. In
     * every partition.
     */
    public static final String DESCRIPTION = OURS + "description";

    /**
     * Written when a table has been loaded again and all rows of that are in the warehouse: {@code {"schema":"public",
     * "table":"orders","commit":"29622512","lsn":"29622512"}}, where the two numbers are the position of its rows.
     * Older rows are gone from the source.
     */
    public static final String RESYNCED = OURS + "resynced";

    /** Written by a snapshot that begins to read a table: which transactions it sees, a {@link SnapshotMark}. */
    public static final String SNAPSHOT = OURS + "snapshot";

    private MessagePrefix() {}
}
