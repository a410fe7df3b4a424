package io.millrace.e2e.golden;

import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.Insert;
import io.millrace.core.event.ChangeEvent.Message;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotTaken;
import io.millrace.core.event.ChangeEvent.Truncate;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.Column;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a block holds, without what is another thing in each recording: positions, times and numbers of tables. */
final class BlockContent {
    private BlockContent() {}

    /** One text for each change; heartbeats are left out, as they come when they come. */
    static List<String> of(byte[] block) {
        List<String> content = new ArrayList<>();
        LogRecord record = new LogRecord(new StreamPosition("changes", 0, 0, 0), null, block);
        for (DecodedRecord decoded : new BlockDecoder(TypeMapping.defaults()).decode(record)) {
            switch (decoded.kind()) {
                case REJECTED ->
                    content.add("rejected: "
                            + ((DecodedRecord.Rejected) decoded).deadLetter().reason());
                case EVENT -> {
                    String event = text(((DecodedRecord.Event) decoded).event());
                    if (!event.isEmpty()) {
                        content.add(event);
                    }
                }
            }
        }
        return content;
    }

    private static String text(ChangeEvent event) {
        return switch (event.kind()) {
            case INSERT -> row((Insert) event, "former", ((Insert) event).former());
            case UPDATE -> row((Update) event, "before", ((Update) event).before());
            case DELETE, SNAPSHOT_READ -> row((RowChange) event, "", null);
            case TRUNCATE -> event.kind() + " of " + ((Truncate) event).table();
            case DESCRIBED -> event.kind().toString();
            case SNAPSHOT_TAKEN ->
                event.kind() + " of " + ((SnapshotTaken) event).mark().table();
            case HEARTBEAT, SCHEMA_SEEN -> "";
            case MESSAGE -> {
                Message message = (Message) event;
                yield message.prefix().equals(MessagePrefix.HEARTBEAT)
                        ? ""
                        : event.kind() + " " + message.prefix() + ": " + message.content();
            }
        };
    }

    private static String row(RowChange change, String name, @Nullable RowImage other) {
        String columns =
                change.schema().columns().stream().map(BlockContent::column).collect(Collectors.joining(", "));
        return change.kind() + " of " + change.schema().table() + " (" + columns + ") key "
                + change.schema().keyColumns() + " " + image(change.row())
                + (other == null ? "" : " " + name + " " + image(other));
    }

    private static String column(Column column) {
        return column.name() + " " + column.type() + (column.nullable() ? "" : " NOT NULL") + " #" + column.number();
    }

    private static String image(RowImage image) {
        List<String> values = new ArrayList<>();
        for (Object value : image.values()) {
            values.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value));
        }
        return image.kind() + " " + values + " " + new TreeMap<>(image.rescued());
    }
}
