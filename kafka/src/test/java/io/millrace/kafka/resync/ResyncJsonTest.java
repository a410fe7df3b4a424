package io.millrace.kafka.resync;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ResyncJsonTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final String HOSTILE = "1=1) AND (SELECT pg_read_file('/etc/passwd') IS NOT NULL";

    private final ConditionSignature signature = ConditionSignature.of("a secret of this test");

    @Test
    void aRequestIsReadAsItWasWritten() {
        SourceKey row =
                new SourceKey(List.of(new SourceKey.Part("id", "7"), new SourceKey.Part("a \"b\"", "') OR ('1' = '1")));
        for (ResyncRequest request : List.of(
                ResyncRequest.ofTable("1", TABLE, 9, "a test"),
                ResyncRequest.ofRows("2", TABLE, 9, List.of(row, row), "a test"),
                ResyncRequest.ofCondition("3", TABLE, "id = 7", "a test", "shop", signature))) {
            assertThat(ResyncJson.request(ResyncJson.write(request))).contains(request);
        }
    }

    @Test
    void whatCannotBeReadStandsForNoTable() {
        assertThat(request("'rows':'id'")).isEmpty();
        assertThat(request("'rows':[[]]")).isEmpty();
        assertThat(request("'rows':[[['id']]]")).isEmpty();
        assertThat(request("'rows':[[['id',7]]]")).isEmpty();
        assertThat(request("'rows':[[['id','7']]]").map(ResyncRequest::wholeTable))
                .contains(false);
    }

    @Test
    void anIdThatIsNoneIsNoRequest() {
        String json = "{'id':'x') OR (1=1','schema':'public','table':'t','condition':''}";
        assertThat(ResyncJson.request(bytes(json.replace("x')", "x\\u0027)")))).isEmpty();
        assertThat(request("'rows':[]")).isPresent();
    }

    @Test
    void onlyWhatWasSignedForThisRequestIsLetThrough() {
        ResyncRequest signed = ResyncRequest.ofCondition("3", TABLE, "id = 7", "a test", "shop", signature);

        assertThat(signature.accepts("shop", signed)).isTrue();
        assertThat(signature.accepts("other", signed)).isFalse();
        assertThat(signature.accepts("shop", like(signed, "4", TABLE, "id = 7")))
                .isFalse();
        assertThat(signature.accepts("shop", like(signed, "3", new TableId("public.t", ""), "id = 7")))
                .isFalse();
        assertThat(signature.accepts("shop", like(signed, "3", TABLE, HOSTILE))).isFalse();
        assertThat(ConditionSignature.of("another secret than that").accepts("shop", signed))
                .isFalse();
        assertThat(ConditionSignature.ofNobody().accepts("shop", signed)).isFalse();
    }

    @Test
    void whatHasNoConditionNeedsNoSignature() {
        assertThat(ConditionSignature.ofNobody().accepts("shop", ResyncRequest.ofTable("1", TABLE, 0, "a test")))
                .isTrue();
        ResyncRequest unsigned =
                request("'condition':'" + HOSTILE.replace("'", "\\u0027") + "'").orElseThrow();
        assertThat(unsigned.condition()).isEqualTo(HOSTILE);
        assertThat(signature.accepts("shop", unsigned)).isFalse();
    }

    private static ResyncRequest like(ResyncRequest signed, String id, TableId table, String condition) {
        return new ResyncRequest(
                id, table, signed.oid(), signed.rows(), condition, signed.signature(), signed.reason(), false);
    }

    /** Of one with these members. */
    private static Optional<ResyncRequest> request(String members) {
        String condition = members.contains("'condition'") ? "" : "'condition':'',";
        return ResyncJson.request(bytes("{'id':'1','schema':'public','table':'t'," + condition + members + "}"));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
