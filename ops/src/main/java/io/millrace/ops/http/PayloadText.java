package io.millrace.ops.http;

import io.millrace.ops.api.deadletter.Payload;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Converts bytes of unknown content for display. */
final class PayloadText {
    /** Maximum shown: 256 KiB. */
    static final int SHOWN_BYTES = 256 * 1024;

    private PayloadText() {}

    /**
     * @param start the first bytes
     * @param bytes size of the whole
     */
    static Payload show(byte[] start, long bytes, String download) {
        boolean truncated = start.length < bytes;
        return utf8(start, truncated)
                .map(text -> new Payload("text", text, bytes, truncated, download))
                .orElseGet(() ->
                        new Payload("base64", Base64.getEncoder().encodeToString(start), bytes, truncated, download));
    }

    /** The last character may be truncated. */
    private static Optional<String> utf8(byte[] bytes, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, !cut);
        return result.isError() ? Optional.empty() : Optional.of(text.flip().toString());
    }
}
