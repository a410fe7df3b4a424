package io.millrace.ops.api.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request: which dead letters, and what to do with them.
 *
 * @param deadLetters {@code topic/partition/offset} or {@code topic/partition/offset.index} of each; null for a group
 *     or all
 * @param code only of this error code
 * @param table only of this table, empty for those whose table is not known
 * @param all true: all open ones; required if nothing else is given
 * @param after continue after this dead letter
 * @param edit what to change before they are sent
 * @param note for the record
 * @param by the requester, for the record
 * @param client console, cli or api
 */
public record DeadLetterCommand(
        @Nullable List<String> deadLetters,
        @Nullable String code,
        @Nullable String table,
        @Nullable Boolean all,
        @Nullable String after,
        @Nullable Edit edit,
        @Nullable String note,
        @Nullable String by,
        @Nullable String client) {
    /**
     * Changes to a record.
     *
     * @param keyBase64 another key, as its bytes
     * @param value another value, as text
     * @param valueBase64 another value, as its bytes
     * @param replace pieces of text of the value
     * @param set JSON values by JSON pointer into its payload
     */
    public record Edit(
            @Nullable String keyBase64,
            @Nullable String value,
            @Nullable String valueBase64,
            @Nullable List<Replacement> replace,
            @Nullable Map<String, JsonNode> set) {}

    /** A piece of text and its replacement. */
    public record Replacement(String find, String with) {}
}
