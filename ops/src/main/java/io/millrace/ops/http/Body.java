package io.millrace.ops.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Reads JSON bodies, up to a size. Errors never quote the body: it can hold row values. */
public final class Body {
    /** A record of 4 MiB in base64, and its envelope. */
    static final int MOST_BYTES = 6 * 1024 * 1024;

    /** Limit for all bodies being read. */
    private static final long MOST_BYTES_OF_ALL = 4L * MOST_BYTES;

    /** 4 MiB take this long at 1.7 Mbit/s. */
    private static final long MOST_NANOS = 30_000_000_000L;

    private static final int PART_BYTES = 16 * 1024;
    private static final AtomicLong ARRIVED = new AtomicLong();

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MOST_BYTES)
                            .maxNestingDepth(200)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Body() {}

    /** @throws ApiFailure if it is not as its record says */
    public static <T> T read(Context request, Class<T> type) throws IOException {
        try (BodyReader reader = new BodyReader();
                InputStream in = request.bodyInputStream()) {
            return parse(reader.all(in), type);
        }
    }

    /** Counts the bytes of one body among all that are in memory. */
    private static final class BodyReader implements AutoCloseable {
        private final long begin = System.nanoTime();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int counted;

        byte[] all(InputStream in) {
            byte[] part = new byte[PART_BYTES];
            for (int length = more(in, part); length >= 0; length = more(in, part)) {
                counted += length;
                if (ARRIVED.addAndGet(length) > MOST_BYTES_OF_ALL) {
                    throw ApiFailure.unavailable("Too many large bodies arrive at once. Try again in a moment.");
                }
                bytes.write(part, 0, length);
                if (bytes.size() > MOST_BYTES) {
                    throw ApiFailure.tooLarge("The body has more than " + MOST_BYTES + " bytes.");
                }
                if (System.nanoTime() - begin > MOST_NANOS) {
                    throw ApiFailure.tooSlow("The body did not arrive within " + MOST_NANOS / 1_000_000_000L + " s.");
                }
            }
            return bytes.toByteArray();
        }

        private static int more(InputStream in, byte[] part) {
            try {
                return in.read(part);
            } catch (IOException e) {
                // The client disconnected, or sent less than announced.
                throw ApiFailure.badRequest("The body did not arrive to its end.");
            }
        }

        @Override
        public void close() {
            ARRIVED.addAndGet(-counted);
        }
    }

    private static <T> T parse(byte[] bytes, Class<T> type) throws IOException {
        try {
            T body = JSON.readValue(bytes, type);
            if (body == null) {
                throw ApiFailure.badRequest("The body must be a JSON object.");
            }
            return body;
        } catch (UnrecognizedPropertyException e) {
            throw ApiFailure.badRequest(
                    "The body has a member that is not known: " + path(e) + "; openapi/ops.yaml lists all.");
        } catch (JsonMappingException e) {
            throw ApiFailure.badRequest("The body's member " + path(e) + " is not as openapi/ops.yaml says.");
        } catch (JsonProcessingException e) {
            throw ApiFailure.badRequest("The body is no JSON.");
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
