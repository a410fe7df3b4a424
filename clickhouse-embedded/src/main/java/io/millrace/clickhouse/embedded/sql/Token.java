package io.millrace.clickhouse.embedded.sql;

import java.util.Locale;

/** A token of a statement: its kind, its text, where it starts and ends, and how deep in parentheses it stands. */
record Token(Kind kind, String text, int start, int end, int depth) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        SIGN
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(word);
    }

    boolean isSign(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }
}
