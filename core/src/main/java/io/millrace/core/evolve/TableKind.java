package io.millrace.core.evolve;

/** How the rows of a table are identified, which decides what its storage holds. */
public enum TableKind {
    /** By a key: storage keeps the latest version of each. */
    KEYED("keyed"),
    /**
     * By all their values, so that equal rows stay as many as they are: storage keeps each change, the row it made as 1
     * and the row it ended as -1. Requires REPLICA IDENTITY FULL, without which Postgres does not identify the row.
     */
    MULTISET("multiset"),
    /** Not at all: Postgres refuses updates and deletes. Storage keeps each insert. */
    APPEND_ONLY("append-only");

    private final String text;

    TableKind(String text) {
        this.text = text;
    }

    /** As stored in {@code millrace.tables} and displayed. */
    public String text() {
        return text;
    }
}
