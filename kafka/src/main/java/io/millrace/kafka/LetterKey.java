package io.millrace.kafka;

import io.millrace.core.event.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dead letter's identity, and the key of its record: {@code topic/partition/offset}. */
record LetterKey(String topic, int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("(.+)/([0-9]{1,9})/([0-9]{1,18})");

    static LetterKey of(StreamPosition at) {
        return new LetterKey(at.topic(), at.partition(), at.offset());
    }

    /** Empty for a key that Millrace did not write. */
    static Optional<LetterKey> parse(byte[] key) {
        Matcher parts = FORM.matcher(new String(key, StandardCharsets.UTF_8));
        return parts.matches()
                ? Optional.of(
                        new LetterKey(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    byte[] bytes() {
        return (topic + "/" + partition + "/" + offset).getBytes(StandardCharsets.UTF_8);
    }
}
