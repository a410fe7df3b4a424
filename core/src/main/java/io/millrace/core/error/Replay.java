package io.millrace.core.error;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.StreamHeader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says of a record of the change stream that somebody has sent a dead letter's record again: the content of the header
 * {@link StreamHeader#REPLAY}, the letter's name, a slash and the request. What becomes of it is noted on the letter.
 *
 * @param letter the letter, the first one where replays failed before
 * @param request names who asked and when, in {@code millrace.dead_letter_actions}
 */
public record Replay(LetterId letter, String request) {
    private static final Pattern REQUEST = Pattern.compile("[0-9a-f-]{36}");

    public Replay {
        requireNonNull(letter, "letter is null");
        requireNonNull(request, "request is null");
    }

    /** What a record's headers say; empty where it is no replay, or the header is none of ours. */
    public static Optional<Replay> of(Map<String, byte[]> headers) {
        byte[] header = headers.get(StreamHeader.REPLAY);
        if (header == null) {
            return Optional.empty();
        }
        String text = new String(header, StandardCharsets.UTF_8);
        int slash = text.lastIndexOf('/');
        return slash < 0 || !REQUEST.matcher(text.substring(slash + 1)).matches()
                ? Optional.empty()
                : LetterId.parse(text.substring(0, slash)).map(letter -> new Replay(letter, text.substring(slash + 1)));
    }

    /** The content of the header. */
    public byte[] header() {
        return (letter + "/" + request).getBytes(StandardCharsets.UTF_8);
    }
}
