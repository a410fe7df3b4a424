package io.millrace.core.type;

import io.millrace.core.event.SourceField;
import io.millrace.core.event.SourceType;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.read.ValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row literal of Postgres, {@code (1,"a b",)}, into a JSON object by the names of its type's attributes:
 * numbers that JSON has as numbers, booleans, json, nested rows and arrays as such, all else as the text that Postgres
 * writes.
 */
final class CompositeReader extends ValueReader {
    private static final Set<String> NUMBERS =
            Set.of("int2", "int4", "int8", "oid", "float4", "float8", "numeric", "xid8");

    private static final Set<String> JSON = Set.of("json", "jsonb");

    private final SourceType type;

    CompositeReader(SourceType type) {
        super("a row");
        this.type = type;
    }

    @Override
    public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
        String text = new String(buffer, offset, length);
        StringBuilder json = new StringBuilder(length + 32);
        if (nullInside(type, text)) {
            rescue.keep(text);
        }
        if (!object(type, text, json)) {
            // The type has gained or lost an attribute since: text is better than a wrong name.
            rescue.keep(text);
            return text;
        }
        return json.toString();
    }

    /** JSON's null in an attribute of type json would look like NULL. */
    private static boolean nullInside(SourceType type, String text) {
        return text.contains("null")
                && type.fields().stream()
                        .anyMatch(field -> JSON.contains(field.type().name())
                                || !field.type().fields().isEmpty()
                                || field.type().element() != null);
    }

    private boolean object(SourceType composite, String text, StringBuilder json) {
        List<@Nullable String> values = values(text);
        List<SourceField> fields = composite.fields();
        if (values.size() != fields.size()) {
            return false;
        }
        json.append('{');
        for (int i = 0; i < fields.size(); i++) {
            json.append(i == 0 ? "" : ", ");
            quote(fields.get(i).name(), json);
            json.append(": ");
            value(fields.get(i).type(), values.get(i), json);
        }
        json.append('}');
        return true;
    }

    private void value(SourceType of, @Nullable String text, StringBuilder json) {
        if (text == null) {
            json.append("null");
        } else if (of.element() != null && text.startsWith("{")) {
            list(of, text, json);
        } else if (!of.fields().isEmpty()) {
            int before = json.length();
            if (!object(of, text, json)) {
                json.setLength(before);
                quote(text, json);
            }
        } else if (of.name().equals("bool")) {
            json.append(text.equals("t"));
        } else if (JSON.contains(of.name()) || (NUMBERS.contains(of.name()) && isNumber(text))) {
            json.append(text);
        } else {
            quote(text, json);
        }
    }

    /** Nested as in the text, whatever was declared. */
    private void list(SourceType array, String text, StringBuilder json) {
        SourceType inner = array;
        while (inner.element() != null) {
            inner = inner.element();
        }
        char delimiter = TextRules.delimiter(inner);
        StringBuilder item = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                item.append(text.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                wasQuoted = true;
            } else if (quoted || (c != '{' && c != '}' && c != delimiter)) {
                item.append(c);
            } else {
                if (!item.isEmpty() || wasQuoted) {
                    boolean isNull = !wasQuoted && item.toString().equals("NULL");
                    value(inner, isNull ? null : item.toString(), json);
                    item.setLength(0);
                    wasQuoted = false;
                }
                json.append(c == '{' ? "[" : c == '}' ? "]" : ", ");
            }
        }
    }

    private List<@Nullable String> values(String text) {
        if (text.length() < 2 || text.charAt(0) != '(' || text.charAt(text.length() - 1) != ')') {
            throw unexpected("text");
        }
        List<@Nullable String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        boolean present = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean last = i == text.length() - 1;
            if (!quoted && (c == ',' || last)) {
                values.add(present ? value.toString() : null);
                value.setLength(0);
                present = false;
            } else if (c == '"') {
                // Doubled inside quotes, for one.
                boolean twice = quoted && text.charAt(i + 1) == '"';
                if (twice) {
                    value.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
                present = true;
            } else {
                value.append(c == '\\' ? text.charAt(++i) : c);
                present = true;
            }
        }
        return values;
    }

    /** NaN and infinities are not numbers in JSON. */
    private static boolean isNumber(String text) {
        char last = text.charAt(text.length() - 1);
        return last >= '0' && last <= '9';
    }

    static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        json.append('"');
    }
}
