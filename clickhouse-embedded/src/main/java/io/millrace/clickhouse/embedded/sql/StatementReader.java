package io.millrace.clickhouse.embedded.sql;

import io.millrace.clickhouse.embedded.sql.Statement.Kind;
import java.nio.charset.StandardCharsets;

/** Finds out what a statement is, from its bytes, by its tokens; the engine remains the judge of its syntax. */
public final class StatementReader {
    private StatementReader() {}

    /** Reads the statement at the start of a text, which may be followed by the data of an INSERT. */
    public static Statement read(byte[] text) {
        String sql = new String(text, StandardCharsets.ISO_8859_1);
        Lexer lexer = new Lexer(sql);
        StatementShape shape = new StatementShape();
        boolean insert = false;
        boolean select = false;
        for (var token = lexer.next(); token.isPresent(); token = lexer.next()) {
            shape.add(token.get());
            insert = insert || shape.isOnly("INSERT");
            if (insert && !select) {
                select = shape.beginsSelect();
                Statement data = select ? null : shape.insertData(sql);
                if (data != null) {
                    return data;
                }
            }
        }
        if (shape.isEmpty()) {
            return new Statement(Kind.EMPTY, null, 0, 0, false);
        }
        return insert && !select
                ? new Statement(Kind.INSERT_DATA, null, sql.length(), sql.length(), false)
                : shape.statement(sql.length());
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
}
