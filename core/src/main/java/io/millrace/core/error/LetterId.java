package io.millrace.core.error;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.StreamPosition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a dead letter: where its record stood in the change stream. Written {@code topic/partition/offset}.
 *
 * @param topic the change stream
 * @param partition from 0
 * @param offset from 0
 */
public record LetterId(String topic, int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9._-]+)/([0-9]{1,9})/([0-9]{1,18})");

    public LetterId {
        requireNonNull(topic, "topic is null");
    }

    public static LetterId of(StreamPosition at) {
        return new LetterId(at.topic(), at.partition(), at.offset());
    }

    /** Empty for text that is none. */
    public static Optional<LetterId> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(
                        new LetterId(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
