package io.millrace.core.type.read;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code "key"=>"value", "other"=>NULL}. */
public final class HstoreReader extends ValueReader {
    public static final ValueReader HSTORE = new HstoreReader();

    private HstoreReader() {
        super("an hstore");
    }

    @Override
    public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        int end = offset + length;
        int[] at = {offset};
        while (at[0] < end) {
            String key = quoted(buffer, at, end);
            skip(buffer, at, end, "=>");
            if (at[0] < end && buffer[at[0]] == 'N') {
                skip(buffer, at, end, "NULL");
                map.put(key, null);
            } else {
                map.put(key, quoted(buffer, at, end));
            }
            if (at[0] < end) {
                skip(buffer, at, end, ", ");
            }
        }
        return map;
    }

    private String quoted(char[] buffer, int[] at, int end) {
        skip(buffer, at, end, "\"");
        StringBuilder text = new StringBuilder();
        int i = at[0];
        while (i < end && buffer[i] != '"') {
            if (buffer[i] == '\\') {
                i++;
            }
            if (i < end) {
                text.append(buffer[i++]);
            }
        }
        at[0] = i;
        skip(buffer, at, end, "\"");
        return text.toString();
    }

    private void skip(char[] buffer, int[] at, int end, String expected) {
        for (int i = 0; i < expected.length(); i++, at[0]++) {
            if (at[0] >= end || buffer[at[0]] != expected.charAt(i)) {
                throw unexpected("text");
            }
        }
    }
}
