package io.millrace.core.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.TableId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnRulesTest {
    private static final TableId USERS = new TableId("public", "users");
    private static final Optional<String> KEY = Optional.of("a-key-of-sixteen-or-more");

    @Test
    void theStrictestRuleHolds() {
        ColumnRules rules = ColumnRules.of(
                Map.of(
                        "public.*.email", Protection.HASH,
                        "public.users.*", Protection.MASK,
                        "*.ssn", Protection.DROP),
                KEY);

        assertThat(rules.of(USERS, "email")).hasValue(Protection.MASK);
        assertThat(rules.of(USERS, "ssn")).hasValue(Protection.DROP);
        assertThat(rules.of(new TableId("public", "orders"), "email")).hasValue(Protection.HASH);
        assertThat(rules.of(new TableId("public", "orders"), "id")).isEmpty();
    }

    /** The value is that of RFC 4231's HMAC, computed by `openssl dgst -sha256 -hmac`. */
    @Test
    void aHashIsKeyed() {
        ColumnRules rules = ColumnRules.of(Map.of("*", Protection.HASH), KEY);
        ColumnRules others = ColumnRules.of(Map.of("*", Protection.HASH), Optional.of("another-key-of-sixteen"));

        assertThat(rules.replace(Protection.HASH, "ada@example.com"))
                .matches("[0-9a-f]{64}")
                .isEqualTo(rules.replace(Protection.HASH, "ada@example.com"))
                .isNotEqualTo(others.replace(Protection.HASH, "ada@example.com"))
                .isEqualTo("5a461106995d572de656a250bacf92483233fdb9a455d764fe23c9fe81308c0b");
        assertThat(rules.replace(Protection.MASK, "ada@example.com")).isEqualTo("****");
    }

    @Test
    void aHashWithoutAKeyOrWithAShortOneIsRefused() {
        assertThatThrownBy(() -> ColumnRules.of(Map.of("a.b.c", Protection.HASH), Optional.empty()))
                .hasMessageContaining("source.hashKey is not set");
        assertThatThrownBy(() -> ColumnRules.of(Map.of("a.b.c", Protection.HASH), Optional.of("short-secret")))
                .hasMessageContaining("12 characters")
                .hasMessageNotContaining("short-secret");
        assertThat(ColumnRules.of(Map.of("a.b.c", Protection.DROP), Optional.empty())
                        .isEmpty())
                .isFalse();
    }

    @Test
    void theTextOfRulesSaysTheSameAndNotTheKey() {
        ColumnRules rules = ColumnRules.of(
                Map.of("public.\"odd\", ${file:x}.c", Protection.HASH, "public.t.d", Protection.DROP), KEY);

        String text = rules.patterns();

        assertThat(text).doesNotContain("$").doesNotContain(KEY.orElseThrow());
        assertThat(rules).asString().doesNotContain(KEY.orElseThrow());
        assertThat(ColumnRules.parse(text, KEY.orElseThrow()).named()).isEqualTo(rules.named());
        assertThat(ColumnRules.parse("", "").isEmpty()).isTrue();
        assertThatThrownBy(() -> ColumnRules.parse("{\"a.b.c\":\"keep\"}", "")).hasMessageContaining("keep");
    }

    @Test
    void aDescriptionHoldsNoValueOfAProtectedColumn() {
        String relation =
                "{\"oid\":7,\"schema\":\"public\",\"table\":\"users\",\"identity\":\"f\",\"key\":[],\"columns\":["
                        + "{\"n\":1,\"name\":\"id\",\"type\":\"integer\",\"missing\":\"5\"},"
                        + "{\"n\":2,\"name\":\"ssn\",\"type\":\"integer\",\"missing\":\"77\"},"
                        + "{\"n\":4,\"name\":\"email\",\"type\":\"character varying(20)\",\"missing\":\"clear\"}],\"dropped\":[3]}";

        ColumnRules rules =
                ColumnRules.of(Map.of("*.ssn", Protection.DROP, "public.users.email", Protection.MASK), KEY);

        assertThat(ProtectedRelation.of(relation, rules))
                .isEqualTo(
                        "{\"oid\":7,\"schema\":\"public\",\"table\":\"users\",\"identity\":\"f\",\"key\":[],\"columns\":["
                                + "{\"n\":1,\"name\":\"id\",\"type\":\"integer\",\"missing\":\"5\"},"
                                + "{\"n\":4,\"name\":\"email\",\"type\":\"text\",\"missing\":\"****\"}],\"dropped\":[2,3]}");
        assertThat(ProtectedRelation.of(relation, ColumnRules.NONE)).isSameAs(relation);
        assertThat(ProtectedRelation.of(relation, ColumnRules.of(Map.of("x.y.z", Protection.DROP), KEY)))
                .isSameAs(relation);
    }
}
