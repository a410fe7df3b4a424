package io.millrace.ops.http;

import io.millrace.ops.api.Payload;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Makes bytes of unknown content something that can be shown. */
final class PayloadText {
    /** What is shown at most: 256 KiB. */
    static final int SHOWN_BYTES = 256 * 1024;

    private PayloadText() {}

    /**
     * @param start the first bytes, all there are or more than nothing
     * @param bytes size of the whole
     */
    static Payload show(byte[] start, long bytes, String download) {
        boolean truncated = start.length < bytes;
        return utf8(start, truncated)
                .map(text -> new Payload("text", text, bytes, truncated, download))
                .orElseGet(() ->
                        new Payload("base64", Base64.getEncoder().encodeToString(start), bytes, truncated, download));
    }

    /** Where the bytes were cut, the last character may be, too. */
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
