package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Debezium's events as Connect's JsonConverter writes them with {@code schemas.enable=true}.
 *
 * <p>The schema part is parsed once per version and recognised by its bytes after that; the payload is read by a
 * streaming parser directly into warehouse values.
 */
public final class DebeziumJsonDecoder implements ChangeDecoder {
    /** As large as a record of the change topic can be ({@code max.message.bytes}). */
    public static final int DEFAULT_MAX_BYTES = 64 << 20;

    /** Far more than any event needs, and far less than would overflow a stack. */
    private static final int MAX_DEPTH = 200;

    private static final int MAX_KEY_VERSIONS = 100;

    private final int maxBytes;
    private final TypeMapping types;
    private final Envelopes envelopes;
    private final KnownSchemas<ValueSchema> values = new KnownSchemas<>();
    private final KnownSchemas<KeySchema> keys = new KnownSchemas<>();
    private final PayloadReader payload = new PayloadReader();
    private final KnownRelations relations = new KnownRelations();
    private final MessageDecoder messages = new MessageDecoder();

    /** A version of a value's schema, and the readers by version of the key's schema. */
    private record ValueSchema(WireSchema wire, Map<KeySchema, TableReader> readers) {}

    /** A version of a key's schema. Compared by identity: comparing its content would cost more than reading a row. */
    private static final class KeySchema {
        private final List<String> fields;

        KeySchema(List<String> fields) {
            this.fields = fields;
        }
    }

    private static final KeySchema NO_KEY = new KeySchema(List.of());

    public DebeziumJsonDecoder() {
        this(TypeMapping.defaults(), DEFAULT_MAX_BYTES);
    }

    /** @param maxBytes records with a larger value are rejected, at least 1 */
    public DebeziumJsonDecoder(TypeMapping types, int maxBytes) {
        this.types = types;
        this.maxBytes = maxBytes;
        this.envelopes = new Envelopes(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build());
    }

    @Override
    public DecodedRecord decode(LogRecord record) {
        try {
            return new DecodedRecord.Event(record, event(record));
        } catch (Rejection e) {
            return rejected(record, e.code(), e.reason());
        } catch (StreamConstraintsException e) {
            return rejected(record, ErrorCode.NOT_A_CHANGE, "its JSON is nested too deep or has a number too long");
        } catch (JsonProcessingException e) {
            // Jackson's own message can quote the record.
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            return rejected(
                    record,
                    ErrorCode.NOT_JSON,
                    "it is not valid JSON" + (at < 0 ? "" : " from about byte " + at + " on"));
        } catch (IOException | RuntimeException e) {
            return rejected(
                    record,
                    ErrorCode.NOT_A_CHANGE,
                    "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private ChangeEvent event(LogRecord record) throws IOException {
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            throw new Rejection(ErrorCode.EMPTY_RECORD, "the record has no value");
        }
        KnownSchemas.Known<ValueSchema> known = values.find(value);
        if (known == null) {
            Envelopes.Cut cut = envelopes.cut(value, "value");
            known = values.add(
                    value, cut.payloadStart(), new ValueSchema(WireSchema.of(cut.schema()), new HashMap<>()));
        }
        if (value.length > maxBytes) {
            throw new Rejection(
                    ErrorCode.RECORD_TOO_LARGE, "its value has " + value.length + " bytes, the limit is " + maxBytes);
        }
        int start = known.prefix().length;
        ValueSchema schema = known.parsed();
        return switch (schema.wire().kind()) {
            case CHANGE -> change(record, value, start, schema);
            case HEARTBEAT -> heartbeat(record.at(), value, start);
            case MESSAGE -> message(record.at(), value, start);
        };
    }

    private ChangeEvent change(LogRecord record, byte[] value, int start, ValueSchema schema) throws IOException {
        TableReader reader = reader(schema, record.key());
        try (JsonParser parser = envelopes.payload(value, start, "value")) {
            payload.read(parser, value, start, reader.rows(), reader.recentTable());
        }
        TableId table = payload.table;
        String operation = payload.operation;
        if (operation == null) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its payload has no op");
        }
        if (table == null) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its source names no table");
        }
        StreamPosition at = record.at();
        payload.ordinal = ordinal(record);
        Relation relation = relations.of(record);
        TableSchema rowSchema = reader.schemaOf(table, relation, payload.before, payload.after);
        return switch (operation) {
            case "c" -> new ChangeEvent.Insert(at, payload.streamed(), rowSchema, row(payload.after, "after"));
            case "u" -> update(at, rowSchema);
            case "d" -> new ChangeEvent.Delete(at, payload.streamed(), rowSchema, row(payload.before, "before"));
            case "r" -> new ChangeEvent.SnapshotRead(at, payload.snapshot(), rowSchema, row(payload.after, "after"));
            case "t" -> new ChangeEvent.Truncate(at, payload.streamed(), table, rowSchema.oid());
            default -> throw new Rejection(ErrorCode.UNKNOWN_OPERATION, "its operation is not one of c, u, d, r, t, m");
        };
    }

    /**
     * Without a key only the old row identifies the changed row; it also has the values that the change did not touch.
     */
    private ChangeEvent update(StreamPosition at, TableSchema schema) {
        RowImage after = row(payload.after, "after");
        if (schema.hasKey()) {
            return new ChangeEvent.Update(at, payload.streamed(), schema, after);
        }
        RowImage before = payload.before;
        return before == null
                ? new ChangeEvent.Update(at, payload.streamed(), schema, after)
                : new ChangeEvent.Update(
                        at, payload.streamed(), schema, after.completedFrom(before, schema.columns()), before);
    }

    private static long ordinal(LogRecord record) {
        byte[] digits = record.headers().get(StreamHeader.ORDINAL);
        try {
            return digits == null ? 0 : Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new Rejection(ErrorCode.BAD_POSITION, "its header " + StreamHeader.ORDINAL + " is no number");
        }
    }

    private TableReader reader(ValueSchema schema, byte @Nullable [] key) throws IOException {
        KeySchema keySchema = key == null ? NO_KEY : keySchema(key);
        TableReader reader = schema.readers().get(keySchema);
        if (reader == null) {
            if (schema.readers().size() >= MAX_KEY_VERSIONS) {
                schema.readers().clear();
            }
            reader = new TableReader(schema.wire(), keySchema.fields, types);
            schema.readers().put(keySchema, reader);
        }
        return reader;
    }

    private KeySchema keySchema(byte[] key) throws IOException {
        KnownSchemas.Known<KeySchema> known = keys.find(key);
        if (known == null) {
            Envelopes.Cut cut = envelopes.cut(key, "key");
            known = keys.add(key, cut.payloadStart(), new KeySchema(WireSchema.keyFields(cut.schema())));
        }
        return known.parsed();
    }

    private static RowImage row(@Nullable RowImage image, String name) {
        if (image == null) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its payload has no " + name);
        }
        return image;
    }

    private ChangeEvent heartbeat(StreamPosition at, byte[] value, int start) throws IOException {
        try (JsonParser parser = envelopes.payload(value, start, "value")) {
            payload.read(parser, value, start, null, null);
        }
        return new ChangeEvent.Heartbeat(at, payload.snapshot());
    }

    private ChangeEvent message(StreamPosition at, byte[] value, int start) throws IOException {
        try (JsonParser parser = envelopes.payload(value, start, "value")) {
            payload.read(parser, value, start, null, null);
        }
        String prefix = payload.prefix;
        String content = payload.content;
        if (prefix == null || content == null) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "it is a logical message without prefix and content");
        }
        try {
            return messages.decode(
                    at, payload.message(), prefix, Base64.getDecoder().decode(content));
        } catch (IllegalArgumentException e) {
            throw new Rejection(ErrorCode.BAD_VALUE, "the content of a logical message is no base64");
        }
    }

    private DecodedRecord rejected(LogRecord record, ErrorCode code, String reason) {
        findSource(record.value());
        TableId table = payload.table;
        Optional<BigInteger> version = Optional.empty();
        try {
            SourcePosition position = "r".equals(payload.operation) ? payload.snapshot() : payload.streamed();
            version = Optional.of(position.version());
        } catch (Rejection e) {
            // Then without a version: the reason already says what is wrong.
        }
        return new DecodedRecord.Rejected(
                record,
                new DeadLetter(
                        record.at(),
                        code,
                        (table == null ? "" : "Table " + table + ": ") + reason + ".",
                        Optional.ofNullable(table),
                        version,
                        record.key(),
                        record.value()));
    }

    /** Table and position follow the rows, so a second pass is needed if a row ended the first one. */
    private void findSource(byte @Nullable [] value) {
        payload.clear();
        if (value == null || value.length > maxBytes) {
            return;
        }
        try {
            KnownSchemas.Known<ValueSchema> known = values.find(value);
            // An unusable schema is not cached; the payload after it may be valid.
            int start = known == null ? envelopes.cut(value, "value").payloadStart() : known.prefix().length;
            try (JsonParser parser = envelopes.payload(value, start, "value")) {
                payload.read(parser, value, start, null, null);
            }
        } catch (IOException | RuntimeException e) {
            // If known.
        }
    }
}
