package io.millrace.shop;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.javalin.http.Context;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;

/** JSON as the API speaks it: money as decimal strings, times in ISO 8601. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(BigDecimal.class, new AsText<>())
                    .addSerializer(Instant.class, new AsText<>()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private Json() {}

    /** Reads a request's body; a {@link ShopException} says what is wrong with it. */
    static <T> T read(Context ctx, Class<T> type) {
        var contentType = ctx.contentType();
        if (contentType == null || !contentType.startsWith("application/json")) {
            throw ShopException.invalid("send the body as application/json");
        }
        try {
            T value = MAPPER.readValue(ctx.body(), type);
            if (value == null) {
                throw ShopException.invalid("the body is empty");
            }
            return value;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw ShopException.invalid("the body is not the JSON that the API description asks for"
                    + (at == null ? "" : ", near line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
    }

    private static final class AsText<T> extends JsonSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value instanceof BigDecimal number ? number.toPlainString() : value.toString());
        }
    }
}
