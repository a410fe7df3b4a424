package io.millrace.kafka.resync;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that the condition of a request comes from an operator and not from another program with access to Kafka.
 * The source executes the condition as SQL, so only one with an HMAC-SHA-256 by this installation's key is accepted. A
 * signature is valid for its source, table and request.
 */
public final class ConditionSignature {
    private static final String ALGORITHM = "HmacSHA256";

    private final @Nullable SecretKeySpec key;

    private ConditionSignature(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    /** @param secret the shared secret, 16 characters or more */
    public static ConditionSignature of(String secret) {
        if (secret.length() < 16) {
            throw new IllegalArgumentException("a secret of " + secret.length() + " characters");
        }
        return new ConditionSignature(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    }

    /** Without a key: every condition is rejected. */
    public static ConditionSignature ofNobody() {
        return new ConditionSignature(null);
    }

    /** Whether there is a key to sign with. */
    public boolean canSign() {
        return key != null;
    }

    /**
     * The signature of some texts, in hexadecimal digits.
     *
     * @throws IllegalArgumentException if there is no key
     */
    public String sign(List<String> texts) {
        SecretKeySpec known = key;
        if (known == null) {
            throw new IllegalArgumentException("this process has no key to sign a condition with: set"
                    + " MILLRACE_CONDITIONS_KEY to the same text here and at the controller");
        }
        return sign(known, texts);
    }

    /** Whether the signature is that of the texts; false if there is no key. */
    public boolean matches(List<String> texts, String signature) {
        SecretKeySpec known = key;
        return known != null && matches(sign(known, texts), signature);
    }

    /**
     * Whether a request may be served: it has no condition, or one with a valid signature.
     *
     * @param source the source's name
     */
    public boolean accepts(String source, ResyncRequest request) {
        return request.condition().isEmpty() || matches(texts(source, request), request.signature());
    }

    private static boolean matches(String right, String given) {
        return MessageDigest.isEqual(
                right.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.US_ASCII));
    }

    /** The signature of a request's condition, in hexadecimal digits. */
    String sign(String source, ResyncRequest request) {
        return sign(texts(source, request));
    }

    private static List<String> texts(String source, ResyncRequest request) {
        return List.of(
                source,
                request.id(),
                request.table().schema(),
                request.table().table(),
                Long.toString(request.oid()),
                request.condition());
    }

    private static String sign(SecretKeySpec key, List<String> texts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            texts.forEach(text -> add(mac, text));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** Includes the length, so that different lists of texts have different bytes. */
    private static void add(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
    }
}
