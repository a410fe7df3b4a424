package io.millrace.kafka.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.kafka.control.ControlRequest.Kind;
import io.millrace.kafka.control.ControlRequest.Options;
import io.millrace.kafka.resync.ConditionSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlRequestTest {
    private static final Instant NOW = Instant.parse("2026-11-30T18:00:00.123Z");

    private final ConditionSignature signature = ConditionSignature.of("a secret of this test");

    private static ControlRequest request(Kind kind, List<String> tables, Options options) {
        return ControlRequest.of("5d2c-1", kind, tables, options, "ann", NOW);
    }

    @Test
    void aRequestIsReadAsItWasWritten() {
        for (ControlRequest request : List.of(
                request(Kind.RESYNC, List.of("public.a", "b.\"c\""), Options.ofResync("", "a test")),
                request(Kind.VERIFY, List.of(), Options.ofVerify(100, 0)),
                request(Kind.REPAIR, List.of("a"), Options.ofVerify(0, -1)),
                request(Kind.PAUSE, List.of(), Options.NONE),
                request(Kind.RESYNC, List.of("a"), Options.ofResync("id = 7", ""))
                        .signed("shop", signature))) {
            assertThat(ControlJson.read(ControlJson.write(request))).isEqualTo(request);
        }
    }

    @Test
    void whatIsNoRequestSaysWhy() {
        refused("", "is no JSON object");
        refused("[]", "is no JSON object");
        refused("{'version':2,'id':'1','kind':'pause'}", "has version 2");
        refused("{'version':1,'id':'1','kind':'fly'}", "no kind of request fly");
        refused("{'version':1,'id':'1','kind':'pause','askedAt':'soon'}", "askedAt is no time");
        refused("{'version':1,'id':'a b','kind':'pause','askedAt':'2026-11-30T18:00:00Z'}", "letters, digits and -");
        refused(
                "{'version':1,'id':'1','kind':'verify','options':{'rowsPerSecond':-1},'askedAt':'2026-11-30T18:00:00Z'}",
                "rowsPerSecond must be 1 or more");
        assertThat(ControlJson.id(bytes("{'version':2,'id':'known'}"))).isEqualTo("known");
        assertThat(ControlJson.id(bytes("{'id':'no id'}"))).isEmpty();
        assertThat(ControlJson.id(null)).isEmpty();
    }

    private static void refused(String json, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControlJson.read(bytes(json)))
                .withMessageContaining(why);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatMakesNoSenseIsNotAskedFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(Kind.VERIFY, List.of("a"), Options.ofResync("id = 1", "")))
                .withMessageContaining("only a resync has a condition");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(Kind.RESYNC, List.of("a", "b"), Options.ofResync("id = 1", "")))
                .withMessageContaining("exactly one table");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(Kind.PAUSE, List.of(), Options.ofVerify(5, -1)))
                .withMessageContaining("for verify and repair only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(Kind.RESYNC, List.of(" "), Options.NONE))
                .withMessageContaining("name of a table is empty");
    }

    @Test
    void onlyAConditionThatWasSignedForThisRequestIsAccepted() {
        ControlRequest plain = request(Kind.RESYNC, List.of("a"), Options.ofResync("id = 7", ""));
        ControlRequest signed = plain.signed("shop", signature);

        assertThat(signed.isAccepted("shop", signature)).isTrue();
        assertThat(plain.isAccepted("shop", signature)).isFalse();
        assertThat(signed.isAccepted("other", signature)).isFalse();
        assertThat(signed.isAccepted("shop", ConditionSignature.of("another secret than that")))
                .isFalse();
        assertThat(signed.isAccepted("shop", ConditionSignature.ofNobody())).isFalse();
        ControlRequest other = new ControlRequest(
                "5d2c-1", Kind.RESYNC, List.of("b"), signed.options(), "ann", NOW, signed.signature());
        assertThat(other.isAccepted("shop", signature)).isFalse();
        assertThat(request(Kind.RESYNC, List.of("a"), Options.NONE).isAccepted("shop", ConditionSignature.ofNobody()))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.signed("shop", ConditionSignature.ofNobody()))
                .withMessageContaining("MILLRACE_CONDITIONS_KEY");
    }
}
