package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.TableId;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a snapshot's own message: {@code
 * {"schema":"public","table":"t","oid":"16402","xid":"745","visible":"740:746:741,743", "after":"","end":"26738000"}},
 * where {@code visible} is {@code pg_current_snapshot()} as text.
 */
final class SnapshotMarkReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SnapshotMarkReader() {}

    /** @throws Rejection if the text has another form */
    static SnapshotMark read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            String[] visible = json.path("visible").asText().split(":", -1);
            List<Long> running = visible[2].isEmpty()
                    ? List.of()
                    : Arrays.stream(visible[2].split(",", -1))
                            .map(Long::parseUnsignedLong)
                            .toList();
            return new SnapshotMark(
                    new TableId(
                            json.required("schema").asText(),
                            json.required("table").asText()),
                    json.path("oid").asText().isEmpty()
                            ? 0
                            : Long.parseUnsignedLong(json.path("oid").asText()),
                    Long.parseUnsignedLong(json.path("xid").asText()),
                    Long.parseUnsignedLong(visible[0]),
                    Long.parseUnsignedLong(visible[1]),
                    running,
                    Long.parseUnsignedLong(json.path("end").asText()),
                    json.path("after").asText().isEmpty()
                            ? 0
                            : Long.parseUnsignedLong(json.path("after").asText()));
        } catch (JsonProcessingException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Rejection(ErrorCode.BAD_VALUE, "what a snapshot says of itself cannot be read");
        }
    }
}
