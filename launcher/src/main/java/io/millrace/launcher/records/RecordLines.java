package io.millrace.launcher.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.render.RowText;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.MalformedBlockException;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of the change stream, a line for each change. */
public final class RecordLines {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final boolean json;

    /** @param json whether lines are JSON objects; else plain text */
    public RecordLines(boolean json) {
        this.json = json;
    }

    /**
     * The lines of a record: one for each change of a block; else one, with the record's value as it is.
     *
     * @param most no more than these, 1 or more
     */
    public List<String> of(LogRecord record, int most) {
        byte[] value = record.value();
        if (value == null || !BlockReader.isBlock(value)) {
            return List.of(line(whole(record, value)));
        }
        List<String> lines = new ArrayList<>();
        Map<Integer, TableDescription> tables = new HashMap<>();
        try {
            BlockReader block = new BlockReader(value);
            while (lines.size() < most && block.next()) {
                lines.add(line(change(place(record, lines.size()), block, tables)));
            }
        } catch (MalformedBlockException e) {
            lines.add(line(place(record, lines.size())
                    .put("error", "the rest of the block cannot be read: " + e.getMessage())));
        }
        return lines;
    }

    private static ObjectNode place(LogRecord record, int index) {
        return JSON.createObjectNode()
                .put("partition", record.at().partition())
                .put("offset", record.at().offset())
                .put("index", index);
    }

    private static ObjectNode whole(LogRecord record, byte @Nullable [] value) {
        ObjectNode line = place(record, 0);
        if (value == null) {
            return line.putNull("record");
        }
        String text = text(value);
        return text != null && text.indexOf('\n') < 0 && isJson(value)
                ? line.putRawValue("record", new RawValue(text))
                : line.put("recordBase64", value);
    }

    private static boolean isJson(byte[] value) {
        try {
            return JSON.readTree(value).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode change(ObjectNode line, BlockReader change, Map<Integer, TableDescription> tables) {
        line.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
        if (change.kind() == ChangeKind.MESSAGE) {
            String content = text(change.content());
            line.put("prefix", change.prefix());
            if (content == null) {
                line.put("contentBase64", change.content());
            } else {
                line.put("content", content);
            }
        }
        try {
            TableDescription table = null;
            if (change.tableIndex() >= 0) {
                table = tables.computeIfAbsent(
                        change.tableIndex(), index -> TableDescription.parse(change.description(index)));
                line.put("table", table.table().toString());
            }
            line.set("position", position(change.position()));
            if (table != null) {
                rows(line, change, table);
            }
        } catch (MalformedBlockException e) {
            line.put("error", "the change cannot be read: " + e.getMessage());
        }
        return line;
    }

    private static void rows(ObjectNode line, BlockReader change, TableDescription table) {
        Tuple old = change.old();
        if (old != null) {
            row(line, change.oldIsWhole() ? "old" : "oldKey", old, table);
        }
        Tuple row = change.row();
        if (row != null) {
            row(line, "row", row, table);
        }
    }

    /** A key arrives as a row in which all other columns are NULL. */
    private static void row(ObjectNode line, String name, Tuple tuple, TableDescription table) {
        RowText row = RowText.of(tuple, table.columns().size());
        ObjectNode values = JSON.createObjectNode();
        ArrayNode unchanged = JSON.createArrayNode();
        for (int i = 0; i < table.columns().size(); i++) {
            String column = table.columns().get(i).name();
            if (row.isUnchanged(i)) {
                unchanged.add(column);
            } else if (!name.equals("oldKey") || table.key().contains(column)) {
                values.put(column, row.text(i));
            }
        }
        line.set(name, values);
        if (!unchanged.isEmpty()) {
            line.set("unchanged", unchanged);
        }
    }

    /** LSNs as {@code _version} has them; as text, as not every JSON parser supports 64-bit integers. */
    private static ObjectNode position(SourcePosition position) {
        return JSON.createObjectNode()
                .put("commitLsn", Long.toUnsignedString(position.commitLsn()))
                .put("lsn", Long.toUnsignedString(position.lsn()))
                .put("transaction", position.transactionId())
                .put("committedAt", time(position.committedAtMicros()))
                .put("capturedAt", time(position.capturedAtMicros()))
                .put("ordinal", position.ordinal());
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private String line(ObjectNode line) {
        return json ? written(line) : forPeople(line);
    }

    private static String written(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is no JSON", e);
        }
    }

    /** {@code 0/17.3 update public.orders lsn 24043384 xid 745 {"id":"1"}}. */
    private static String forPeople(ObjectNode line) {
        int index = line.path("index").asInt();
        StringBuilder text = new StringBuilder()
                .append(line.path("partition").asText())
                .append('/')
                .append(line.path("offset").asText())
                .append(index == 0 ? "" : "." + index);
        for (String word : List.of("kind", "table", "prefix", "error")) {
            if (line.has(word)) {
                text.append(' ').append(line.path(word).asText());
            }
        }
        JsonNode position = line.path("position");
        if (position.isObject()) {
            text.append(" lsn ")
                    .append(position.path("lsn").asText())
                    .append(" xid ")
                    .append(position.path("transaction").asText());
        }
        for (String part : List.of("oldKey", "old")) {
            if (line.has(part)) {
                text.append(" was ").append(written(line.path(part)));
            }
        }
        for (String part : List.of("row", "record", "recordBase64", "content", "contentBase64")) {
            if (line.has(part)) {
                text.append(' ').append(written(line.path(part)));
            }
        }
        if (line.has("unchanged")) {
            text.append(" unchanged ").append(written(line.path("unchanged")));
        }
        return text.toString();
    }
}
