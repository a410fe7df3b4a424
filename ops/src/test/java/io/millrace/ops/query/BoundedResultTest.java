package io.millrace.ops.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ops.api.Problem;
import io.millrace.ops.http.ApiFailure;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundedResultTest {
    @Test
    void whatIsWrittenIsReadHoweverLargeItIs() throws Exception {
        for (int size : new int[] {0, 1, 10, 11, 5_000}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            BoundedResult result = new BoundedResult(10, 10_000);
            for (int from = 0; from < size; from += 7) {
                result.write(bytes, from, Math.min(7, size - from));
            }
            try (InputStream in = result.read()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            result.discard();
        }
    }

    @Test
    void moreThanIsAllowedIsRefused() throws Exception {
        BoundedResult result = new BoundedResult(10, 100);
        result.write(new byte[100]);
        assertThatThrownBy(() -> result.write(1))
                .isInstanceOfSatisfying(
                        ApiFailure.class, e -> assertThat(e.code()).isEqualTo(Problem.Code.QUERY_TOO_LARGE));
        result.discard();
    }
}
