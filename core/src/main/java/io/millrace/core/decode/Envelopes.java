package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.error.ErrorCode;
import java.io.IOException;

/** Splits {@code {"schema":…,"payload":…}}, the form in which Connect's JsonConverter writes keys and values. */
final class Envelopes {
    private final JsonFactory factory;
    private final ObjectMapper mapper;

    Envelopes(JsonFactory factory) {
        this.factory = factory;
        this.mapper = new ObjectMapper(factory);
    }

    /**
     * A record cut in two.
     *
     * @param schema the parsed schema
     * @param payloadStart where the payload's first byte is
     */
    record Cut(JsonNode schema, int payloadStart) {}

    /** @throws Rejection if the bytes have another form */
    Cut cut(byte[] record, String what) throws IOException {
        try (JsonParser parser = factory.createParser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                // A bare word or number is JSON, too: only the bytes after it distinguish it from garbage.
                parser.skipChildren();
                parser.nextToken();
                throw new Rejection(ErrorCode.NOT_A_CHANGE, "the " + what + " is JSON, but not an object");
            }
            JsonNode schema = null;
            boolean isPayload = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken first = parser.nextToken();
                if (name.equals("schema") && first == JsonToken.START_OBJECT) {
                    schema = mapper.readTree(parser);
                } else if (name.equals("payload") && schema != null) {
                    return new Cut(schema, (int) parser.currentTokenLocation().getByteOffset());
                } else {
                    isPayload |= name.equals("op") || name.equals("source");
                    parser.skipChildren();
                }
            }
            parser.nextToken();
            if (isPayload) {
                // Only the schema says which form of a date, decimal or time a number or text is.
                throw new Rejection(
                        ErrorCode.NOT_A_CHANGE,
                        "the " + what + " is Debezium's JSON without its schema, which has the types of the values:"
                                + " give the connector key.converter.schemas.enable=true and"
                                + " value.converter.schemas.enable=true");
            }
            throw new Rejection(
                    ErrorCode.NOT_A_CHANGE,
                    "the " + what
                            + " is a JSON object, but not {\"schema\":…,\"payload\":…} as Connect's JsonConverter writes it");
        }
    }

    /** A parser of JSON other than a record. */
    JsonParser parser(byte[] json) throws IOException {
        return factory.createParser(json);
    }

    /** A parser of the payload alone, in front of its first token. */
    JsonParser payload(byte[] record, int payloadStart, String what) throws IOException {
        int end = record.length;
        while (end > payloadStart && record[end - 1] <= ' ' && record[end - 1] >= 0) {
            end--;
        }
        if (end == payloadStart || record[end - 1] != '}') {
            throw new Rejection(
                    ErrorCode.NOT_JSON, "the " + what + " does not end as JSON does: cut off, or bytes follow");
        }
        return factory.createParser(record, payloadStart, end - 1 - payloadStart);
    }
}
