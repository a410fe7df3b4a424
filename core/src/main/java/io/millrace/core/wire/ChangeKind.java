package io.millrace.core.wire;

import org.jspecify.annotations.Nullable;

/** The kind of a block entry. The codes are Debezium's operation codes, if it has one. */
public enum ChangeKind {
    /** A row that was inserted, or that moved to its key by a change of the key. */
    INSERT('c'),
    UPDATE('u'),
    DELETE('d'),
    /** A row that a load has read. */
    READ('r'),
    TRUNCATE('t'),
    /** A logical message. */
    MESSAGE('m'),
    /** Advances positions, changes nothing. */
    HEARTBEAT('h');

    private static final @Nullable ChangeKind[] BY_CODE = new ChangeKind[128];

    static {
        for (ChangeKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final char code;

    ChangeKind(char code) {
        this.code = code;
    }

    /** The entry's first byte. */
    public char code() {
        return code;
    }

    /** Whether the entry is about one row of a table. */
    public boolean isRow() {
        return this == INSERT || this == UPDATE || this == DELETE || this == READ;
    }

    /** @return null for an unknown code */
    static @Nullable ChangeKind of(byte code) {
        return code < 0 ? null : BY_CODE[code];
    }
}
