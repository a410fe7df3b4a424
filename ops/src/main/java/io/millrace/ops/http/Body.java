package io.millrace.ops.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Collectors;

/** Reads JSON bodies, up to a size. Errors never quote the body: it can hold row values. */
final class Body {
    /** A record of 4 MiB in base64, and what stands around it. */
    static final int MOST_BYTES = 6 * 1024 * 1024;

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

    static <T> T read(Context request, Class<T> type) throws IOException {
        byte[] bytes;
        try (InputStream in = request.bodyInputStream()) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw ApiFailure.tooLarge("The body has more than " + MOST_BYTES + " bytes.");
        }
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
