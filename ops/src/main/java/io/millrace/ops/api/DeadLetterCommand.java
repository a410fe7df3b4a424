package io.millrace.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters, and what to do with them: the body of a request.
 *
 * @param letters {@code topic/partition/offset} or {@code topic/partition/offset.index} of each; null for a group or all
 * @param code only of this error code
 * @param table only of this table, empty for those whose table could not be told
 * @param all true: all open ones; must be said where nothing else is
 * @param after go on behind this letter
 * @param edit what to change before they are sent
 * @param note for the record
 * @param by who asks, for the record
 * @param client console, cli or api
 */
public record DeadLetterCommand(
        @Nullable List<String> letters,
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

    /** A piece of text and what to put in its place. */
    public record Replacement(String find, String with) {}
}
