package io.millrace.core.type;

import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.read.ValueReader;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.Zero;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an array literal of Postgres, {@code {1,NULL,"a b"}}, into nested lists of the column's depth.
 *
 * <p>An array of another depth than declared (Postgres does not enforce it) lands empty, one whose subscripts do not
 * begin at 1 lands without them; each with the exact text as a rescued value. So does an array of which an element does
 * not fit.
 */
final class ListTextReader extends ValueReader {
    private final ValueReader element;
    private final @Nullable Object nullElement;
    private final boolean holdsNull;
    private final char delimiter;
    private final int depth;

    /**
     * @param element reads the elements that are not NULL
     * @param type the elements' type
     * @param delimiter {@code pg_type.typdelim} of the elements
     * @param depth the nesting depth of the elements, at least 1
     */
    ListTextReader(ValueReader element, WarehouseType type, char delimiter, int depth) {
        super("an array");
        this.element = element;
        this.holdsNull = new ColumnMapping(type, element).holdsNull();
        this.nullElement = Zero.of(type);
        this.delimiter = delimiter;
        this.depth = depth;
    }

    @Override
    public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
        String text = new String(buffer, offset, length);
        Rescue inner = new Rescue();
        int start = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
        if (start > 0) {
            rescue.keep(text);
        }
        Literal literal = new Literal(text, start);
        if (literal.depth() != depth && !text.endsWith("{}")) {
            rescue.keep(text);
            return List.of();
        }
        List<@Nullable Object> list = list(literal, 1, inner);
        if (literal.at != text.length()) {
            throw unexpected("text");
        }
        if (inner.isPresent()) {
            rescue.keep(text);
        }
        return list;
    }

    private List<@Nullable Object> list(Literal literal, int level, Rescue inner) {
        List<@Nullable Object> list = new ArrayList<>();
        literal.take('{');
        if (literal.peek() == '}') {
            literal.take('}');
            return list;
        }
        while (true) {
            if (literal.peek() == '{') {
                if (level == depth) {
                    throw unexpected("text");
                }
                list.add(list(literal, level + 1, inner));
            } else {
                list.add(item(literal, inner));
            }
            if (literal.peek() != delimiter) {
                literal.take('}');
                return list;
            }
            literal.take(delimiter);
        }
    }

    private @Nullable Object item(Literal literal, Rescue inner) {
        boolean quoted = literal.peek() == '"';
        String text = quoted ? literal.quoted() : literal.bare(delimiter);
        if (!quoted && text.equals("NULL")) {
            if (!holdsNull) {
                inner.keep(text);
            }
            return nullElement;
        }
        char[] chars = text.toCharArray();
        Object value = element.ofText(chars, 0, chars.length, inner);
        return value == null ? nullElement : value;
    }

    /** The characters of a literal, read from left to right. */
    private final class Literal {
        private final String text;
        private int at;

        Literal(String text, int start) {
            this.text = text;
            this.at = start;
        }

        int depth() {
            int braces = 0;
            while (at + braces < text.length() && text.charAt(at + braces) == '{') {
                braces++;
            }
            return braces;
        }

        char peek() {
            if (at >= text.length()) {
                throw unexpected("text");
            }
            return text.charAt(at);
        }

        void take(char expected) {
            if (peek() != expected) {
                throw unexpected("text");
            }
            at++;
        }

        String quoted() {
            StringBuilder value = new StringBuilder();
            take('"');
            while (peek() != '"') {
                if (peek() == '\\') {
                    at++;
                }
                value.append(peek());
                at++;
            }
            at++;
            return value.toString();
        }

        String bare(char end) {
            int from = at;
            while (peek() != end && peek() != '}') {
                at++;
            }
            return text.substring(from, at);
        }
    }
}
