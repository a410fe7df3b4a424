package io.millrace.clickhouse.embedded.sql;

import io.millrace.clickhouse.embedded.sql.Token.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL into tokens by ClickHouse's rules: three kinds of quotes with backslash escapes, here-documents
 * ({@code $tag$…$tag$}), comments by {@code --}, {@code #!}, {@code # } and nested-free {@code /* *}{@code /}. Numbers count as words.
 */
final class Lexer {
    private final String sql;
    private int at;
    private int depth;
    private @Nullable Map<String, Integer> tags;

    /** Takes text whose chars are bytes (ISO 8859-1), so that positions are those of the bytes. */
    Lexer(String sql) {
        this.sql = sql;
    }

    /** The next token; empty at the end of the text, also if that comes within a quote or comment. */
    Optional<Token> next() {
        skipSpace();
        if (at >= sql.length()) {
            return Optional.empty();
        }
        int start = at;
        char first = sql.charAt(at);
        if (first == '\'') {
            return quoted(Kind.STRING, start, first);
        }
        if (first == '`' || first == '"') {
            return quoted(Kind.QUOTED_NAME, start, first);
        }
        if (first == '$') {
            Optional<Token> document = hereDocument(start);
            if (document.isPresent()) {
                return document;
            }
        }
        if (isWordPart(first)) {
            while (at < sql.length() && isWordPart(sql.charAt(at))) {
                at++;
            }
            return token(Kind.WORD, start);
        }
        at++;
        if (first == '(' || first == '[' || first == '{') {
            depth++;
            return Optional.of(new Token(Kind.SIGN, sql.substring(start, at), start, at, depth - 1));
        }
        if (first == ')' || first == ']' || first == '}') {
            depth--;
        }
        return token(Kind.SIGN, start);
    }

    private Optional<Token> token(Kind kind, int start) {
        return Optional.of(new Token(kind, sql.substring(start, at), start, at, depth));
    }

    private Optional<Token> quoted(Kind kind, int start, char quote) {
        at++;
        while (at < sql.length()) {
            char current = sql.charAt(at);
            if (current == '\\') {
                at += 2;
            } else if (current == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else if (current == quote) {
                at++;
                return token(kind, start);
            } else {
                at++;
            }
        }
        at = sql.length();
        return Optional.empty();
    }

    private Optional<Token> hereDocument(int start) {
        int tagEnd = start + 1;
        while (tagEnd < sql.length() && isWordPart(sql.charAt(tagEnd)) && sql.charAt(tagEnd) != '$') {
            tagEnd++;
        }
        if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
            return Optional.empty();
        }
        String tag = sql.substring(start, tagEnd + 1);
        // Only what is there is looked for: many tags that nothing closes would each be sought to the text's end.
        if (lastTags().getOrDefault(tag, -1) <= tagEnd) {
            return Optional.empty();
        }
        int close = sql.indexOf(tag, tagEnd + 1);
        at = close + tag.length();
        return token(Kind.STRING, start);
    }

    /** Where each tag, {@code $name$}, stands last. */
    private Map<String, Integer> lastTags() {
        Map<String, Integer> known = tags;
        if (known == null) {
            known = new HashMap<>();
            for (int open = sql.indexOf('$'); open >= 0; ) {
                int end = open + 1;
                while (end < sql.length() && isWordPart(sql.charAt(end)) && sql.charAt(end) != '$') {
                    end++;
                }
                if (end < sql.length() && sql.charAt(end) == '$') {
                    known.put(sql.substring(open, end + 1), open);
                    open = end;
                } else {
                    open = sql.indexOf('$', end);
                }
            }
            tags = known;
        }
        return known;
    }

    private void skipSpace() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at) || sql.startsWith("#!", at) || sql.startsWith("# ", at)) {
                int lineEnd = sql.indexOf('\n', at);
                at = lineEnd < 0 ? sql.length() : lineEnd + 1;
            } else if (sql.startsWith("/*", at)) {
                int commentEnd = sql.indexOf("*/", at + 2);
                at = commentEnd < 0 ? sql.length() : commentEnd + 2;
            } else {
                return;
            }
        }
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '$'
                || c >= 0x80;
    }
}
