package io.millrace.postgres;

/** Descriptions as {@link io.millrace.core.event.RelationQuery} returns them, whose form is known to the letter. */
final class RelationText {
    private static final String START = "{\"oid\":";

    private RelationText() {}

    static long oid(String relation) {
        int comma = relation.indexOf(',');
        if (!relation.startsWith(START) || comma < 0) {
            throw new IllegalArgumentException("not a description of a table");
        }
        return Long.parseLong(relation.substring(START.length(), comma));
    }

    /** The same, of a table that has been dropped. */
    static String gone(String relation) {
        return relation.substring(0, relation.length() - 1) + ",\"gone\":true}";
    }
}
