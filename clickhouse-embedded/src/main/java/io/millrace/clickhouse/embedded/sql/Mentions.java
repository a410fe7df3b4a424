package io.millrace.clickhouse.embedded.sql;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement mentions, by its tokens: more than it uses, never less.
 *
 * @param calls names before a parenthesis, in lower case: of functions, table functions, and what only looks like them
 * @param texts quoted names and literals, without quotes and escapes; for the engine each may be a file's name
 * @param typographic whether it quotes by typographic quotes, which the engine takes and the tokens here are blind to
 * @param identifiers whether it has a placeholder for a name
 */
public record Mentions(Set<String> calls, Set<String> texts, boolean typographic, boolean identifiers) {
    private static final String CONTROLS = "abefnrtv0";
    private static final String CONTROLLED = "\u0007\b\u001b\f\n\r\t\u000b\0";

    /** Reads a statement. */
    public static Mentions of(byte[] statement) {
        Lexer lexer = new Lexer(new String(statement, StandardCharsets.ISO_8859_1));
        Set<String> calls = new HashSet<>();
        Set<String> texts = new HashSet<>();
        boolean typographic = false;
        boolean identifiers = false;
        Token before = null;
        for (var next = lexer.next(); next.isPresent(); next = lexer.next()) {
            Token token = next.get();
            if (token.isSign('(') && before != null) {
                calls.add(text(before).toLowerCase(Locale.ROOT));
            }
            if (token.kind() != Token.Kind.SIGN) {
                texts.add(text(token));
            }
            typographic |= token.kind() == Token.Kind.WORD && isTypographic(token.text());
            identifiers |= token.isWord("IDENTIFIER");
            before = token;
        }
        return new Mentions(calls, texts, typographic, identifiers);
    }

    /** The engine takes U+2018, U+2019, U+201C and U+201D for quotes. */
    private static boolean isTypographic(String word) {
        return word.contains("\u00e2\u0080");
    }

    private static String text(Token token) {
        String text = token.text();
        String plain;
        if (token.kind() == Token.Kind.QUOTED_NAME || text.startsWith("'")) {
            plain = unescaped(text.substring(1, text.length() - 1), text.charAt(0));
        } else if (token.kind() == Token.Kind.STRING) {
            int tag = text.indexOf('$', 1) + 1;
            plain = text.substring(tag, text.length() - tag);
        } else {
            plain = text;
        }
        return new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String unescaped(String text, char quote) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            Character hex = c == '\\' ? hex(text, i + 1) : null;
            if (hex != null) {
                plain.append(hex.charValue());
                i += 3;
            } else if (c == '\\' && i + 1 < text.length()) {
                i++;
                int control = CONTROLS.indexOf(text.charAt(i));
                plain.append(control < 0 ? text.charAt(i) : CONTROLLED.charAt(control));
            } else {
                plain.append(c);
                i += c == quote ? 1 : 0;
            }
        }
        return plain.toString();
    }

    private static @Nullable Character hex(String text, int at) {
        if (at + 2 >= text.length() || text.charAt(at) != 'x') {
            return null;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? null : (char) (16 * high + low);
    }
}
