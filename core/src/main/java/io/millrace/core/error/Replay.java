package io.millrace.core.error;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.StreamHeader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Marks a record of the change stream as the replay of a dead letter: the content of the header {@link
 * StreamHeader#REPLAY}, which is the dead letter's name, a slash and the request. The outcome is recorded on the dead
 * letter.
 *
 * @param deadLetter the dead letter; the first one if earlier replays failed
 * @param request the id of the request in {@code millrace.dead_letter_actions}
 */
public record Replay(DeadLetterId deadLetter, String request) {
    private static final Pattern REQUEST = Pattern.compile("[0-9a-f-]{36}");

    public Replay {
        requireNonNull(deadLetter, "dead letter is null");
        requireNonNull(request, "request is null");
    }

    /** The replay that a record's headers state; empty if it is no replay or the header is not valid. */
    public static Optional<Replay> of(Map<String, byte[]> headers) {
        byte[] header = headers.get(StreamHeader.REPLAY);
        if (header == null) {
            return Optional.empty();
        }
        String text = new String(header, StandardCharsets.UTF_8);
        int slash = text.lastIndexOf('/');
        return slash < 0 || !REQUEST.matcher(text.substring(slash + 1)).matches()
                ? Optional.empty()
                : DeadLetterId.parse(text.substring(0, slash))
                        .map(deadLetter -> new Replay(deadLetter, text.substring(slash + 1)));
    }

    /** The content of the header. */
    public byte[] header() {
        return (deadLetter + "/" + request).getBytes(StandardCharsets.UTF_8);
    }
}
