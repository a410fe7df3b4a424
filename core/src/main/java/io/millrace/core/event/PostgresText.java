package io.millrace.core.event;

/**
 * Marks a column whose values travel as the exact text that Postgres writes. Such a field is a string of this schema
 * name; the parameter says of what type the text is, as JSON:
 *
 * <pre>{@code
 * {"type":"interval"}
 * {"type":"numeric","modifier":655366}
 * {"type":"_int4","of":{"type":"_int4","of":{"type":"int4"}}}                  an array declared with two dimensions
 * {"type":"mood","kind":"e"}                                                   an enum
 * {"type":"address","kind":"c","fields":[{"name":"street","of":{"type":"text"}}]}  a composite type
 * }</pre>
 *
 * Names are those of {@code pg_type.typname}; a domain is described as its base type; {@code modifier} is {@code
 * atttypmod} if there is one.
 */
public final class PostgresText {
    public static final String NAME = "io.millrace.PostgresText";
    public static final String TYPE = "millrace.type";

    /**
     * Stands for a TOAST value that a change did not touch, and that Postgres therefore did not send, in a column of
     * any type. It cannot be a value: no text of Postgres contains U+0000, and what can hold that byte ({@code bytea})
     * travels as hexadecimal digits.
     */
    public static final String UNTOUCHED = "untouched\u0000value";

    private PostgresText() {}
}
