package io.millrace.clickhouse.embedded.sql;

import io.millrace.clickhouse.embedded.sql.Statement.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds out what a statement is, from its bytes, by its tokens; the engine remains the judge of its syntax. */
public final class StatementReader {
    private static final Set<String> NAMES_FOLLOW = Set.of("INTO", "TABLE", "FUNCTION");

    private static final List<String> SYNC = List.of("SYSTEM", "SYNC", "FILE", "SYSTEM");

    private StatementReader() {}

    /** Reads the statement at the start of a text, which may be followed by the data of an INSERT. */
    public static Statement read(byte[] text) {
        String sql = new String(text, StandardCharsets.ISO_8859_1);
        Lexer lexer = new Lexer(sql);
        List<Token> tokens = new ArrayList<>();
        boolean insert = false;
        boolean select = false;
        for (var token = lexer.next(); token.isPresent(); token = lexer.next()) {
            tokens.add(token.get());
            insert = insert || (tokens.size() == 1 && token.get().isWord("INSERT"));
            if (insert && !select) {
                select = beginsSelect(tokens);
                Statement data = select ? null : insertData(sql, tokens);
                if (data != null) {
                    return data;
                }
            }
        }
        if (tokens.isEmpty()) {
            return new Statement(Kind.EMPTY, null, 0, 0, false);
        }
        if (insert && !select) {
            return new Statement(Kind.INSERT_DATA, null, sql.length(), sql.length(), false);
        }
        return new Statement(kind(tokens), format(tokens), sql.length(), sql.length(), several(tokens));
    }

    private static Token first(List<Token> tokens) {
        return tokens.get(0);
    }

    /** The INSERT if the newest token completes the part before its data; null if not. */
    private static @Nullable Statement insertData(String sql, List<Token> tokens) {
        int last = tokens.size() - 1;
        Token token = tokens.get(last);
        if (last < 2 || token.depth() > 0) {
            return null;
        }
        if (token.isWord("VALUES") && !isName(tokens, last)) {
            int dataStart = token.end();
            return new Statement(Kind.INSERT_DATA, "Values", token.start(), dataStart, false);
        }
        Token before = tokens.get(last - 1);
        if (before.isWord("FORMAT") && token.kind() == Token.Kind.WORD && !isName(tokens, last - 1)) {
            return new Statement(Kind.INSERT_DATA, token.text(), before.start(), dataStart(sql, token.end()), false);
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

    /** Whether the word at an index stands where a table's name stands. */
    private static boolean isName(List<Token> tokens, int index) {
        Token before = tokens.get(index - 1);
        return before.isSign('.') || NAMES_FOLLOW.stream().anyMatch(before::isWord);
    }

    /** Whether the newest token of an INSERT begins the query that it takes its rows from. */
    private static boolean beginsSelect(List<Token> tokens) {
        int last = tokens.size() - 1;
        Token token = tokens.get(last);
        return last >= 2
                && (token.isWord("SELECT") || token.isWord("WITH"))
                && (token.depth() == 0
                        || (token.depth() == 1 && tokens.get(last - 1).isSign('(')))
                && !isName(tokens, last);
    }

    private static Kind kind(List<Token> tokens) {
        Token start =
                tokens.stream().filter(token -> !token.isSign('(')).findFirst().orElse(first(tokens));
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i).isWord("OUTFILE")
                    && tokens.get(i - 1).isWord("INTO")
                    && tokens.get(i).depth() == 0) {
                return Kind.OUTFILE;
            }
        }
        if (isSync(tokens)) {
            return Kind.SYNC;
        }
        if (start.isWord("SET") || start.isWord("USE")) {
            return Kind.SESSION;
        }
        boolean select = start.isWord("SELECT") || start.isWord("WITH") || start.isWord("FROM");
        boolean whole = tokens.stream()
                .anyMatch(token -> token.isWord("TOTALS")
                        || token.isWord("EXTREMES")
                        || token.isWord("OUTPUT_FORMAT_JSON_ARRAY_OF_ROWS")
                        || (token.isWord("INSERT") && token.depth() == 0));
        return select && !whole ? Kind.SELECT : Kind.OTHER;
    }

    private static boolean isSync(List<Token> tokens) {
        return tokens.size() >= SYNC.size()
                && IntStream.range(0, SYNC.size()).allMatch(i -> tokens.get(i).isWord(SYNC.get(i)))
                && (tokens.size() == SYNC.size() || tokens.get(SYNC.size()).isSign(';'));
    }

    /** The format named at the end of a query: FORMAT, a name, and then nothing, a semicolon or SETTINGS. */
    private static @Nullable String format(List<Token> tokens) {
        for (int i = tokens.size() - 2; i > 0; i--) {
            Token name = tokens.get(i + 1);
            if (tokens.get(i).isWord("FORMAT") && tokens.get(i).depth() == 0 && name.kind() == Token.Kind.WORD) {
                Token after = i + 2 < tokens.size() ? tokens.get(i + 2) : null;
                return after == null || after.isSign(';') || after.isWord("SETTINGS") ? name.text() : null;
            }
        }
        return null;
    }

    /** The statement for a log: its literals blanked, at most so many chars. */
    public static String redacted(byte[] text, int limit) {
        Lexer lexer = new Lexer(new String(text, 0, Math.min(text.length, 4 * limit), StandardCharsets.ISO_8859_1));
        StringBuilder result = new StringBuilder();
        for (var token = lexer.next(); token.isPresent() && result.length() < limit; token = lexer.next()) {
            boolean literal = token.get().kind() == Token.Kind.STRING
                    || Character.isDigit(token.get().text().charAt(0));
            result.append(result.isEmpty() ? "" : " ")
                    .append(literal ? "?" : token.get().text());
        }
        return result.toString();
    }

    private static boolean several(List<Token> tokens) {
        boolean ended = false;
        for (Token token : tokens) {
            if (token.isSign(';')) {
                ended = true;
            } else if (ended) {
                return true;
            }
        }
        return false;
    }
}
