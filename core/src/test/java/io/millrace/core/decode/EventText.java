package io.millrace.core.decode;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was decoded, as text for golden files: one line for the event, one a column, one a rescued value. */
final class EventText {
    private static final int LONGEST = 100;

    private EventText() {}

    static String of(DecodedRecord decoded) {
        if (decoded instanceof DecodedRecord.Rejected rejected) {
            DeadLetter deadLetter = rejected.deadLetter();
            return "rejected " + deadLetter.code() + ": " + deadLetter.reason() + "\n";
        }
        ChangeEvent event = ((DecodedRecord.Event) decoded).event();
        SourcePosition at = event.position();
        String head = event.getClass().getSimpleName() + " at " + at.commitLsn() + "/" + at.lsn() + ", transaction "
                + at.transactionId() + ", committed " + at.committedAtMicros() + ", captured " + at.capturedAtMicros()
                + "\n";
        return head
                + switch (event.kind()) {
                    case INSERT, UPDATE, DELETE, SNAPSHOT_READ -> rows((ChangeEvent.RowChange) event);
                    case TRUNCATE -> "of " + ((ChangeEvent.Truncate) event).table() + "\n";
                    case DESCRIBED -> ((ChangeEvent.Described) event).relation() + "\n";
                    case SCHEMA_SEEN ->
                        ((ChangeEvent.SchemaSeen) event).schema().table() + "\n";
                    case SNAPSHOT_TAKEN -> ((ChangeEvent.SnapshotTaken) event).mark() + "\n";
                    case MESSAGE -> {
                        ChangeEvent.Message message = (ChangeEvent.Message) event;
                        yield message.prefix() + ": '" + message.content() + "'\n";
                    }
                    case HEARTBEAT -> "";
                };
    }

    private static String rows(ChangeEvent.RowChange change) {
        String row = row(change.schema(), change.row());
        if (change instanceof ChangeEvent.Update update && update.before() != null) {
            return row + "before: " + row(change.schema(), update.before());
        }
        if (change instanceof ChangeEvent.Insert insert && insert.former() != null) {
            return row + "former: " + row(change.schema(), insert.former());
        }
        return row;
    }

    private static String row(TableSchema schema, RowImage image) {
        String key = schema.keyColumns().stream()
                .map(index -> schema.columns().get(index).name())
                .collect(Collectors.joining(", "));
        StringBuilder text =
                new StringBuilder(image.kind() + " row of " + schema.table() + " with key (" + key + ")\n");
        for (int i = 0; i < schema.columns().size(); i++) {
            var column = schema.columns().get(i);
            String type = TypeMapping.defaults()
                    .map(column, schema.keyColumns().contains(i))
                    .type()
                    .sql();
            text.append("  ")
                    .append(column.name())
                    .append(" ")
                    .append(type)
                    .append(" = ")
                    .append(value(image.values()[i]))
                    .append("\n");
        }
        new TreeMap<>(image.rescued())
                .forEach((name, rescuedText) -> text.append("  rescued ")
                        .append(name)
                        .append(": ")
                        .append(shortened(rescuedText))
                        .append("\n"));
        return text.toString();
    }

    static String value(@Nullable Object value) {
        if (value instanceof String string) {
            return "'" + shortened(string) + "'";
        } else if (value instanceof byte[] bytes) {
            return "bytes " + shortened(HexFormat.of().formatHex(bytes));
        } else if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof List<?> list) {
            return list.stream().map(EventText::value).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "… " + text.length() + " characters, hash " + text.hashCode();
    }
}
