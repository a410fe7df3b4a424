package io.millrace.clickhouse.embedded.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {
    @ParameterizedTest
    @EnumSource
    void whatIsEncodedComesBack(ContentCoding coding) throws IOException {
        byte[] plain = "line of text\n".repeat(50_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream encoder = coding.encode(packed)) {
            encoder.write(plain);
        }

        assertThat(packed.size()).isLessThan(plain.length / 5);
        assertThat(coding.decode(new ByteArrayInputStream(packed.toByteArray())).readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void theFirstAcceptedCodingThatIsKnownIsTaken() {
        assertThat(ContentCoding.ofAcceptEncoding("br, gzip;q=0.8, lz4")).contains(ContentCoding.GZIP);
        assertThat(ContentCoding.ofAcceptEncoding("")).isEmpty();
        assertThat(ContentCoding.ofAcceptEncoding("identity")).isEmpty();
    }

    @Test
    void anUnknownContentEncodingIsAnErrorAndNoneIsNone() throws CodecException {
        assertThat(ContentCoding.ofContentEncoding(" identity ")).isEmpty();
        assertThat(ContentCoding.ofContentEncoding("ZSTD")).contains(ContentCoding.ZSTD);
        assertThatThrownBy(() -> ContentCoding.ofContentEncoding("br"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("use lz4, zstd, gzip or deflate");
    }
}
