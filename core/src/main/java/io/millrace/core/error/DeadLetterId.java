package io.millrace.core.error;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.StreamPosition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a dead letter: where its change stood in the change stream. Written {@code topic/partition/offset}, and {@code
 * topic/partition/offset.index} for another change of a block than the first.
 *
 * @param topic the change stream
 * @param partition from 0
 * @param offset from 0
 * @param index which change of the record, from 0
 */
public record DeadLetterId(String topic, int partition, long offset, int index) {
    private static final Pattern FORM =
            Pattern.compile("([a-zA-Z0-9._-]+)/([0-9]{1,9})/([0-9]{1,18})(?:\\.([1-9][0-9]{0,8}))?");

    public DeadLetterId {
        requireNonNull(topic, "topic is null");
    }

    /** The first or only change of a record. */
    public DeadLetterId(String topic, int partition, long offset) {
        this(topic, partition, offset, 0);
    }

    public static DeadLetterId of(StreamPosition at) {
        return new DeadLetterId(at.topic(), at.partition(), at.offset(), at.index());
    }

    /** Empty for text that is none. */
    public static Optional<DeadLetterId> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new DeadLetterId(
                        parts.group(1),
                        Integer.parseInt(parts.group(2)),
                        Long.parseLong(parts.group(3)),
                        parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4))))
                : Optional.empty();
    }

    /** The last part of its text: {@code offset} or {@code offset.index}. */
    public String place() {
        return index == 0 ? Long.toString(offset) : offset + "." + index;
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + place();
    }
}
