package io.millrace.core.decode;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.RowImage;
import io.millrace.core.type.ColumnMapping;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.UnknownTypeException;
import io.millrace.core.type.read.BadValueException;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.read.ValueReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code before} and {@code after} of one version of a table's schema. Not thread-safe. */
final class RowReader {
    private static final char[] UNTOUCHED = PostgresText.UNTOUCHED.toCharArray();

    /**
     * What a stock Debezium puts in its place, {@code unavailable.value.placeholder}: as text, and as bytes in base64. In columns of
     * {@link PostgresText} it is a text like any other.
     */
    private static final char[][] UNAVAILABLE = {
        "__debezium_unavailable_value".toCharArray(), "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==".toCharArray()
    };

    private final String[] fields;
    private final Column[] columns;
    private final ColumnMapping[] mappings;
    private final boolean[] inKey;
    private final boolean[] stock;
    private final boolean keyed;
    private final Map<String, Integer> indexOf = new HashMap<>();

    private final Rescue rescue = new Rescue();
    private final boolean[] seen;

    RowReader(WireSchema schema, List<Integer> keyColumns, TypeMapping types) {
        int width = schema.columns().size();
        this.fields = schema.fields().toArray(String[]::new);
        this.columns = schema.columns().toArray(Column[]::new);
        this.mappings = new ColumnMapping[width];
        this.inKey = new boolean[width];
        this.stock = new boolean[width];
        this.keyed = !keyColumns.isEmpty();
        this.seen = new boolean[width];
        keyColumns.forEach(index -> inKey[index] = true);
        for (int i = 0; i < width; i++) {
            indexOf.put(fields[i], i);
            stock[i] = !columns[i].type().wireName().equals(PostgresText.NAME);
            try {
                mappings[i] = types.map(columns[i], inKey[i]);
            } catch (UnknownTypeException e) {
                throw new Rejection(
                        ErrorCode.UNKNOWN_TYPE,
                        "column " + columns[i].name() + " travels as '"
                                + columns[i].type().wireType() + "', which Millrace does not know");
            }
        }
    }

    /**
     * Reads the object that the parser stands at.
     *
     * @param base where in {@code record} the parser's input begins
     * @param before whether it is the row before the change, of which only the key columns are needed, or all without a
     *     key; others are null
     */
    RowImage read(JsonParser parser, byte[] record, int base, boolean before) throws IOException {
        boolean keyOnly = before && keyed;
        @Nullable Object[] values = new Object[columns.length];
        Map<String, String> rescued = Map.of();
        boolean partial = false;
        Arrays.fill(seen, false);
        int next = 0;
        int count = 0;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            int index = next < fields.length && fields[next].equals(field) ? next : find(field);
            next = index + 1;
            if (seen[index]) {
                throw bad(index, "stands twice in the row");
            }
            seen[index] = true;
            count++;
            JsonToken token = parser.nextToken();
            if (keyOnly && !inKey[index]) {
                parser.skipChildren();
                continue;
            }
            Object value = read(parser, token, index, record, base);
            values[index] = value;
            if (value == RowImage.UNCHANGED) {
                partial = true;
            } else if (rescue.isPresent()) {
                if (rescued.isEmpty()) {
                    rescued = new HashMap<>();
                }
                rescued.put(columns[index].name(), rescuedText(index));
                if (value == null) {
                    values[index] = mappings[index].nothing();
                }
            }
        }
        if (count < columns.length) {
            for (int i = 0; i < columns.length; i++) {
                if (!seen[i]) {
                    throw bad(i, "is missing in the row");
                }
            }
        }
        RowImage.Kind kind = keyOnly ? RowImage.Kind.KEY_ONLY : partial ? RowImage.Kind.PARTIAL : RowImage.Kind.FULL;
        return new RowImage(kind, values, rescued);
    }

    /** Rejects a key value that is invalid for its type: two rows could become one. */
    private String rescuedText(int index) {
        String text = requireNonNull(rescue.take());
        if (inKey[index] && !mappings[index].isNarrower()) {
            throw bad(index, "is part of the key and holds a value that is none of its type");
        }
        return text;
    }

    private int find(String field) {
        Integer index = indexOf.get(field);
        if (index == null) {
            throw new Rejection(ErrorCode.BAD_VALUE, "the row has a column that its schema does not name");
        }
        return index;
    }

    private @Nullable Object read(JsonParser parser, @Nullable JsonToken token, int index, byte[] record, int base)
            throws IOException {
        ColumnMapping mapping = mappings[index];
        rescue.take();
        try {
            if (token == JsonToken.VALUE_NULL) {
                return ofNull(index);
            }
            if (token == JsonToken.START_ARRAY && mapping.isList()) {
                Object list = list(parser, index, record, base);
                return list == RowImage.UNCHANGED ? untouched(index) : list;
            }
            if (token == JsonToken.VALUE_STRING && isUntouched(parser, index)) {
                return untouched(index);
            }
            if (mapping.isList()) {
                throw new BadValueException("no list where one is expected");
            }
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                int start = start(parser, base);
                parser.skipChildren();
                return mapping.reader().ofJson(slice(parser, record, start, base), rescue);
            }
            return scalar(parser, token, mapping.reader());
        } catch (BadValueException e) {
            throw bad(index, "has " + e.getMessage());
        } catch (InputCoercionException e) {
            throw bad(index, "has a number out of range");
        }
    }

    private boolean isUntouched(JsonParser parser, int index) throws IOException {
        if (is(parser, UNTOUCHED)) {
            return true;
        }
        return stock[index] && (is(parser, UNAVAILABLE[0]) || is(parser, UNAVAILABLE[1]));
    }

    private static boolean is(JsonParser parser, char[] text) throws IOException {
        int length = parser.getTextLength();
        if (length != text.length) {
            return false;
        }
        int from = parser.getTextOffset();
        return Arrays.equals(parser.getTextCharacters(), from, from + length, text, 0, length);
    }

    private Object untouched(int index) {
        if (inKey[index]) {
            throw new BadValueException("no value, and is part of the key");
        }
        return RowImage.UNCHANGED;
    }

    private @Nullable Object ofNull(int index) {
        if (!columns[index].nullable() || inKey[index]) {
            throw bad(index, inKey[index] ? "is part of the key and NULL" : "is NOT NULL and holds NULL");
        }
        if (!mappings[index].holdsNull()) {
            rescue.keep("NULL");
        }
        return mappings[index].nothing();
    }

    private @Nullable Object scalar(JsonParser parser, @Nullable JsonToken token, ValueReader reader)
            throws IOException {
        if (token == null) {
            throw new BadValueException("nothing");
        }
        return switch (token) {
            case VALUE_STRING ->
                reader.ofText(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), rescue);
            case VALUE_NUMBER_INT -> reader.ofLong(parser.getLongValue(), rescue);
            case VALUE_NUMBER_FLOAT -> reader.ofDouble(parser.getDoubleValue(), rescue);
            case VALUE_TRUE -> reader.ofBoolean(true, rescue);
            case VALUE_FALSE -> reader.ofBoolean(false, rescue);
            default -> throw new BadValueException("an unexpected JSON token");
        };
    }

    /**
     * Lists of lists do not fit a column of lists: they land empty, and their JSON text is rescued. An untouched list
     * has the placeholder as its only element.
     */
    private Object list(JsonParser parser, int index, byte[] record, int base) throws IOException {
        ValueReader reader = mappings[index].reader();
        int start = start(parser, base);
        List<@Nullable Object> list = new ArrayList<>();
        boolean fits = true;
        boolean flat = true;
        boolean untouched = false;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                parser.skipChildren();
                flat = false;
            } else if (token == JsonToken.VALUE_STRING && isUntouched(parser, index)) {
                untouched = true;
                list.add(parser.getText());
            } else {
                list.add(token == JsonToken.VALUE_NULL ? null : scalar(parser, token, reader));
                fits &= rescue.take() == null;
            }
        }
        if (untouched && list.size() == 1) {
            return RowImage.UNCHANGED;
        }
        if (!fits || !flat) {
            rescue.keep(slice(parser, record, start, base));
        }
        return flat ? list : List.of();
    }

    private static int start(JsonParser parser, int base) {
        return base + (int) parser.currentTokenLocation().getByteOffset();
    }

    private static String slice(JsonParser parser, byte[] record, int start, int base) {
        int end = base + (int) parser.currentLocation().getByteOffset();
        return new String(record, start, end - start, StandardCharsets.UTF_8);
    }

    private Rejection bad(int index, String what) {
        return new Rejection(ErrorCode.BAD_VALUE, "column " + columns[index].name() + " " + what);
    }
}
