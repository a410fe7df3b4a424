package io.millrace.clickhouse.embedded.sql;

import io.millrace.clickhouse.embedded.sql.Statement.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the tokens of a statement say of it. Few of them are kept, so that a long statement takes no memory. */
final class StatementShape {
    private static final Set<String> NAMES_FOLLOW = Set.of("INTO", "TABLE", "FUNCTION");
    private static final List<String> SYNC = List.of("SYSTEM", "SYNC", "FILE", "SYSTEM");

    /** The first ones: as many as {@link #SYNC} has, and what follows. */
    private final List<Token> head = new ArrayList<>();

    private int count;
    private @Nullable Token start;
    private @Nullable Token last;
    private @Nullable Token before;
    private @Nullable Token beforeThat;
    private boolean outfile;
    private boolean whole;
    private boolean ended;
    private boolean several;
    private @Nullable String format;
    private int formatAt;
    private boolean formatEnds;

    void add(Token token) {
        beforeThat = before;
        before = last;
        last = token;
        count++;
        if (head.size() <= SYNC.size()) {
            head.add(token);
        }
        if (start == null && !token.isSign('(')) {
            start = token;
        }
        outfile |= isOutfile(token, before);
        whole |= token.isWord("TOTALS")
                || token.isWord("EXTREMES")
                || token.isWord("OUTPUT_FORMAT_JSON_ARRAY_OF_ROWS")
                || (token.isWord("INSERT") && token.depth() == 0);
        if (token.isSign(';')) {
            ended = true;
        } else {
            several |= ended;
        }
        seekFormat(token, before);
    }

    private static boolean isOutfile(Token token, @Nullable Token before) {
        return before != null && token.isWord("OUTFILE") && before.isWord("INTO") && token.depth() == 0;
    }

    /** The last FORMAT counts, if nothing follows its name, or a semicolon or SETTINGS. */
    private void seekFormat(Token token, @Nullable Token previous) {
        if (formatAt > 0 && formatAt == count - 1) {
            formatEnds = token.isSign(';') || token.isWord("SETTINGS");
        }
        if (count > 2
                && previous != null
                && previous.isWord("FORMAT")
                && previous.depth() == 0
                && token.kind() == Token.Kind.WORD) {
            format = token.text();
            formatAt = count;
            formatEnds = true;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether there is one token, this word. */
    boolean isOnly(String word) {
        return count == 1 && last != null && last.isWord(word);
    }

    /** Whether the newest token of an INSERT begins the query that it takes its rows from. */
    boolean beginsSelect() {
        Token token = last;
        Token previous = before;
        return count > 2
                && token != null
                && previous != null
                && (token.isWord("SELECT") || token.isWord("WITH"))
                && (token.depth() == 0 || (token.depth() == 1 && previous.isSign('(')))
                && !isName(previous);
    }

    /** The INSERT if the newest token completes the part before its data; null if not. */
    @Nullable Statement insertData(String sql) {
        Token token = last;
        Token previous = before;
        Token third = beforeThat;
        if (token == null || previous == null || third == null || token.depth() > 0) {
            return null;
        }
        if (token.isWord("VALUES") && !isName(previous)) {
            return new Statement(Kind.INSERT_DATA, "Values", token.start(), token.end(), false);
        }
        if (previous.isWord("FORMAT") && token.kind() == Token.Kind.WORD && !isName(third)) {
            return new Statement(Kind.INSERT_DATA, token.text(), previous.start(), dataStart(sql, token.end()), false);
        }
        return null;
    }

    /** Data begin after the spaces behind the format's name and the line's end, if there is one. */
    private static int dataStart(String sql, int formatEnd) {
        int at = formatEnd;
        while (at < sql.length() && (sql.charAt(at) == ' ' || sql.charAt(at) == '\t' || sql.charAt(at) == '\f')) {
            at++;
        }
        if (sql.startsWith("\r\n", at)) {
            return at + 2;
        }
        return at < sql.length() && sql.charAt(at) == '\n' ? at + 1 : at;
    }

    /** Whether what follows a token stands where a table's name stands. */
    private static boolean isName(Token previous) {
        return previous.isSign('.') || NAMES_FOLLOW.stream().anyMatch(previous::isWord);
    }

    /** For a statement that has tokens. */
    Statement statement(int length) {
        return new Statement(kind(), formatEnds ? format : null, length, length, several);
    }

    private Kind kind() {
        if (outfile) {
            return Kind.OUTFILE;
        }
        if (isSync()) {
            return Kind.SYNC;
        }
        Token word = start;
        if (word == null) {
            return Kind.OTHER;
        }
        if (word.isWord("SET") || word.isWord("USE")) {
            return Kind.SESSION;
        }
        boolean select = word.isWord("SELECT") || word.isWord("WITH") || word.isWord("FROM");
        return select && !whole ? Kind.SELECT : Kind.OTHER;
    }

    private boolean isSync() {
        return count >= SYNC.size()
                && IntStream.range(0, SYNC.size()).allMatch(i -> head.get(i).isWord(SYNC.get(i)))
                && (count == SYNC.size() || head.get(SYNC.size()).isSign(';'));
    }
}
