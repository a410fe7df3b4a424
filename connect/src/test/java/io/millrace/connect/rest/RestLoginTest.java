package io.millrace.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestLoginTest {
    private final RestLogin login = new RestLogin("millrace", "secret");

    @Test
    void onlyThisUserWithThisPasswordComesIn() {
        assertThat(login.isLogin(basic("millrace:secret"))).isTrue();
        assertThat(login.isLogin(basic("millrace:secret "))).isFalse();
        assertThat(login.isLogin(basic("millrace:"))).isFalse();
        assertThat(login.isLogin(basic("other:secret"))).isFalse();
        assertThat(login.isLogin("Basic ")).isFalse();
        assertThat(login.isLogin("Bearer secret")).isFalse();
        assertThat(login.isLogin("")).isFalse();
        assertThat(login.isLogin(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8083", "127.0.0.1:8083", "127.1.2.3", "[::1]:8083"})
    void namesOfThisMachineWillDo(String host) {
        assertThat(RestLogin.isOfThisMachine(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8083",
                "localhost.evil.example",
                "127.0.0.1.evil.example:8083",
                "127.0.0.1@evil.example",
                "localhost\nx",
                "0.0.0.0:8083",
                ""
            })
    void othersWillNot(String host) {
        assertThat(RestLogin.isOfThisMachine(host)).isFalse();
    }

    @Test
    void noNameWillNotEither() {
        assertThat(RestLogin.isOfThisMachine(null)).isFalse();
    }

    @Test
    void requestsThatWorkersSignForEachOtherNeedNoPassword() {
        assertThat(RestLogin.isOfAWorker("POST", "connectors/capture/tasks", "c2lnbmF0dXJl"))
                .isTrue();
        assertThat(RestLogin.isOfAWorker("PUT", "/connectors/capture/fence", "c2lnbmF0dXJl"))
                .isTrue();
    }

    @Test
    void noOtherRequestIsTakenForThatOfAWorker() {
        assertThat(RestLogin.isOfAWorker("POST", "connectors/capture/tasks", null))
                .isFalse();
        assertThat(RestLogin.isOfAWorker("GET", "connectors/capture/tasks", "s"))
                .isFalse();
        assertThat(RestLogin.isOfAWorker("POST", "connectors", "s")).isFalse();
        assertThat(RestLogin.isOfAWorker("POST", "connectors/capture/tasks/0/restart", "s"))
                .isFalse();
        assertThat(RestLogin.isOfAWorker("PUT", "connectors/capture/config", "s"))
                .isFalse();
        assertThat(RestLogin.isOfAWorker("PUT", "connectors/a/b/fence", "s")).isFalse();
    }

    @Test
    void aWorkerWithoutThePasswordDoesNotStart() {
        try (RestGuard guard = new RestGuard()) {
            assertThatThrownBy(() -> guard.configure(Map.of(RestGuard.USER, "millrace", RestGuard.PASSWORD, "")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(RestGuard.PASSWORD);
        }
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
}
