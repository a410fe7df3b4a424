package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the payload of one change event, and holds what it read until the next. Not thread-safe. */
final class PayloadReader {
    private static final long ABSENT = Long.MIN_VALUE;

    @Nullable String operation;

    @Nullable RowImage after;

    @Nullable RowImage before;

    @Nullable TableId table;

    @Nullable String prefix;

    @Nullable String content;

    /** How many rows of the table precede this one at its LSN. Set by the caller, as no field has it. */
    long ordinal;

    private @Nullable String sequence;
    private boolean incremental;
    private long lsn;
    private long transactionId;
    private long committedAt;
    private long capturedAt;

    /**
     * Reads the object that follows.
     *
     * @param rows reads the row images; null to skip them
     * @param base where in {@code record} the parser's input begins
     * @param recent the table of most records, to reuse its name
     */
    void read(JsonParser parser, byte[] record, int base, @Nullable RowReader rows, @Nullable TableId recent)
            throws IOException {
        clear();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its payload is no object");
        }
        int seen = 0;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            int bit = switch (field) {
                case "before" -> 1;
                case "after" -> 2;
                case "source" -> 4;
                case "op" -> 8;
                default -> 0;
            };
            if ((seen & bit) != 0) {
                throw new Rejection(ErrorCode.NOT_A_CHANGE, "its payload has " + field + " twice");
            }
            seen |= bit;
            switch (field) {
                case "before" -> before = row(parser, token, record, base, rows, true);
                case "after" -> after = row(parser, token, record, base, rows, false);
                case "source" -> source(parser, token, recent);
                case "message" -> message(parser, token);
                case "op" -> operation = token == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "ts_us" -> capturedAt = exact(capturedAt, number(parser, token, ErrorCode.BAD_VALUE));
                case "ts_ms" -> capturedAt = coarse(capturedAt, number(parser, token, ErrorCode.BAD_VALUE));
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new Rejection(ErrorCode.NOT_JSON, "bytes follow after the end of its JSON");
        }
    }

    void clear() {
        operation = null;
        after = null;
        before = null;
        table = null;
        prefix = null;
        content = null;
        ordinal = 0;
        sequence = null;
        incremental = false;
        lsn = ABSENT;
        transactionId = ABSENT;
        committedAt = ABSENT;
        capturedAt = ABSENT;
    }

    private static @Nullable RowImage row(
            JsonParser parser,
            @Nullable JsonToken token,
            byte[] record,
            int base,
            @Nullable RowReader rows,
            boolean keyOnly)
            throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (rows == null) {
            parser.skipChildren();
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new Rejection(ErrorCode.BAD_VALUE, "a row of its payload is no object");
        }
        return rows.read(parser, record, base, keyOnly);
    }

    private void source(JsonParser parser, @Nullable JsonToken token, @Nullable TableId recent) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw new Rejection(ErrorCode.BAD_POSITION, "its source is no object");
        }
        String schema = null;
        String name = null;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "schema" -> schema = text(parser, value, recent == null ? null : recent.schema());
                case "table" -> name = text(parser, value, recent == null ? null : recent.table());
                case "snapshot" -> incremental = "incremental".equals(text(parser, value, null));
                case "sequence" -> sequence = text(parser, value, null);
                case "lsn" -> lsn = number(parser, value, ErrorCode.BAD_POSITION);
                case "txId" -> transactionId = number(parser, value, ErrorCode.BAD_POSITION);
                case "ts_us" -> committedAt = exact(committedAt, number(parser, value, ErrorCode.BAD_POSITION));
                case "ts_ms" -> committedAt = coarse(committedAt, number(parser, value, ErrorCode.BAD_POSITION));
                default -> parser.skipChildren();
            }
        }
        if (schema != null && name != null) {
            boolean same = recent != null
                    && recent.schema().equals(schema)
                    && recent.table().equals(name);
            table = same ? recent : new TableId(schema, name);
        }
    }

    private void message(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "prefix" -> prefix = text(parser, value, null);
                case "content" -> content = text(parser, value, null);
                default -> parser.skipChildren();
            }
        }
    }

    /** The text; {@code likely} if equal. */
    private static @Nullable String text(JsonParser parser, @Nullable JsonToken token, @Nullable String likely)
            throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        if (likely != null && parser.getTextLength() == likely.length()) {
            char[] buffer = parser.getTextCharacters();
            int from = parser.getTextOffset();
            int i = 0;
            while (i < likely.length() && buffer[from + i] == likely.charAt(i)) {
                i++;
            }
            if (i == likely.length()) {
                return likely;
            }
        }
        return parser.getText();
    }

    private static long number(JsonParser parser, @Nullable JsonToken token, ErrorCode otherwise) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return ABSENT;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            try {
                return parser.getLongValue();
            } catch (InputCoercionException e) {
                throw new Rejection(otherwise, "a number of its envelope is out of range");
            }
        }
        throw new Rejection(otherwise, "a number of its envelope is none");
    }

    /** Microseconds win over milliseconds, whichever comes first. */
    private static long exact(long known, long micros) {
        return micros == ABSENT ? known : micros;
    }

    private static long coarse(long known, long millis) {
        return known != ABSENT || millis == ABSENT ? known : millis * 1000;
    }

    /** The position of a streamed change. */
    SourcePosition streamed() {
        String stated = sequence;
        if (stated == null) {
            throw new Rejection(ErrorCode.BAD_POSITION, "its source has no sequence");
        }
        long lastCommit = element(stated, 0);
        long change = element(stated, 1);
        if (change == ABSENT) {
            change = lsn;
        }
        if (change == ABSENT || change == 0) {
            throw new Rejection(ErrorCode.BAD_POSITION, "its source has no LSN");
        }
        // 0 is kept for snapshot rows, which every streamed change supersedes.
        return at(lastCommit == ABSENT || lastCommit == 0 ? 1 : lastCommit, change);
    }

    /**
     * The position of a row read by a snapshot: before the whole stream. A row that was read again later has the
     * position of its {@code sequence}, so that it supersedes earlier versions.
     */
    SourcePosition snapshot() {
        return incremental ? streamed() : at(0, lsn == ABSENT ? 0 : lsn);
    }

    /** The position of a logical message; a non-transactional one may have no commit before it. */
    SourcePosition message() {
        return sequence == null ? snapshot() : streamed();
    }

    private SourcePosition at(long commitLsn, long changeLsn) {
        long captured = capturedAt == ABSENT ? 0 : capturedAt;
        return new SourcePosition(
                commitLsn,
                changeLsn,
                transactionId == ABSENT ? 0 : transactionId,
                committedAt == ABSENT ? captured : committedAt,
                captured,
                ordinal);
    }

    /** One of the two in {@code ["123","456"]}, where each can be null. */
    private static long element(String sequence, int which) {
        int length = sequence.length();
        int comma = sequence.indexOf(',');
        if (length < 3 || sequence.charAt(0) != '[' || sequence.charAt(length - 1) != ']' || comma < 0) {
            throw new Rejection(ErrorCode.BAD_POSITION, "its source's sequence is no pair of LSNs");
        }
        String one = (which == 0 ? sequence.substring(1, comma) : sequence.substring(comma + 1, length - 1)).strip();
        if (one.equals("null")) {
            return ABSENT;
        }
        try {
            return Long.parseUnsignedLong(one, 1, one.length() - 1, 10);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new Rejection(ErrorCode.BAD_POSITION, "its source's sequence is no pair of LSNs");
        }
    }
}
