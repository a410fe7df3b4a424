package io.millrace.bench.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunningStackTest {
    private static final Path DATA = Path.of("data");

    private static JsonNode status(String state) throws Exception {
        return new ObjectMapper().readTree("""
                        {"state":"%s","services":[
                          {"name":"postgres","pid":11,"url":"postgresql://millrace:a%%40b@127.0.0.1:15432/shop?sslmode=disable"},
                          {"name":"kafka","pid":12,"url":"kafka://millrace:0a1b@127.0.0.1:9092"},
                          {"name":"connect","pid":null,"url":"http://127.0.0.1:8083"},
                          {"name":"clickhouse","pid":14,"url":"http://millrace:secret@127.0.0.1:8123"}]}""".formatted(state));
    }

    @Test
    void addressesAndProcessesAreThoseOfTheStatus() throws Exception {
        var stack = RunningStack.parse(status("healthy"), 10, DATA);
        assertThat(stack.kafka())
                .containsEntry("bootstrap.servers", "127.0.0.1:9092")
                .hasEntrySatisfying(
                        "sasl.jaas.config",
                        login -> assertThat(login).contains("username=\"millrace\" password=\"0a1b\""));
        assertThat(stack.connect()).isEqualTo("http://127.0.0.1:8083");
        assertThat(stack.pids()).isEqualTo(Map.of("postgres", 11L, "kafka", 12L, "clickhouse", 14L, "launcher", 10L));
        assertThat(SourceDatabase.jdbc(stack.postgres()))
                .isEqualTo("jdbc:postgresql://127.0.0.1:15432/shop?user=millrace&password=a%40b&sslmode=disable");
    }

    @Test
    void aStackThatIsNotHealthySaysWhatToDo() throws Exception {
        var status = status("degraded");
        assertThatExceptionOfType(BenchException.class)
                .isThrownBy(() -> RunningStack.parse(status, 0, DATA))
                .withMessageContaining("degraded")
                .withMessageContaining("./millrace up");
    }

    @Test
    void namesWithoutPasswordAreNoSecret() {
        assertThat(SourceDatabase.jdbc(URI.create("postgresql://millrace@host:5432/shop")))
                .isEqualTo("jdbc:postgresql://host:5432/shop?user=millrace&password=");
    }
}
