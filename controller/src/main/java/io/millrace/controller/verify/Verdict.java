package io.millrace.controller.verify;

import java.util.Locale;

/** What comparing a table has come to. */
public enum Verdict {
    /** No row differs, after repairs if there were any. */
    EQUAL("equal"),
    /** Rows differ, or the two sides as a whole. */
    DIFFERENT("different"),
    /** It could not be found out this time: rows change all the time, the table is being loaded or locked, a side is away. */
    UNDECIDED("undecided"),
    /** Not before something is done: a shape that the warehouse does not have, a right that is missing. */
    NOT_COMPARABLE("not comparable");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For scripts. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
