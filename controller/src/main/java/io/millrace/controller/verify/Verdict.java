package io.millrace.controller.verify;

import java.util.Locale;

/** The verdict of comparing a table. */
public enum Verdict {
    /** No row differs, after repairs if there were any. */
    EQUAL("equal"),
    /** Rows differ, or the two sides as a whole. */
    DIFFERENT("different"),
    /** Undecided this time: rows change all the time, the table is being loaded or locked, a system is down. */
    UNDECIDED("undecided"),
    /** Needs action first: the shapes differ, or a right is missing. */
    NOT_COMPARABLE("not comparable");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** For display. */
    public String text() {
        return text;
    }

    /** For scripts. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
