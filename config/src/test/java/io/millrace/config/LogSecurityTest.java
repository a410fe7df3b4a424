package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSecurityTest {
    @Test
    void withoutSettingsKafkaIsAskedInTheClear() {
        LogSecurity none = read("");
        assertThat(none).isEqualTo(LogSecurity.NONE);
        assertThat(none.clientSettings()).isEmpty();
    }

    @Test
    void tlsAloneTrustsWhomJavaTrusts() {
        assertThat(read("tls: true").clientSettings()).isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @Test
    void aLoginIsEncryptedUnlessThatIsSwitchedOff() {
        assertThat(read("user: u, password: p").clientSettings())
                .isEqualTo(Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\""
                                        + " password=\"p\";"));
        assertThat(read("user: u, password: p, mechanism: PLAIN, tls: false").clientSettings())
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "PLAIN")
                .hasEntrySatisfying(
                        "sasl.jaas.config",
                        login -> assertThat(login)
                                .startsWith("org.apache.kafka.common.security.plain.PlainLoginModule "));
    }

    @Test
    void aPasswordCannotEndItsOwnQuotes() {
        assertThat(read("user: u, password: 'a\"; x\\'").clientSettings().get("sasl.jaas.config"))
                .endsWith(" password=\"a\\\"; x\\\\\";");
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertThat(read("user: someone, password: s3cret").toString())
                .contains("someone")
                .doesNotContain("s3cret");
    }

    @Test
    void aFileThatIsNoCertificateOrKeyIsNamedWithItsSetting(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("x.pem"), "no certificate");
        assertThatThrownBy(() -> read("caFile: " + file).clientSettings())
                .isInstanceOf(ConfigException.class)
                .hasMessage("log.security.caFile: " + file
                        + " holds no certificate: it must be PEM, -----BEGIN CERTIFICATE-----");
        assertThatThrownBy(() -> read("caFile: " + folder.resolve("none")).clientSettings())
                .hasMessage("log.security.caFile: " + folder.resolve("none")
                        + " cannot be read: check its path and its rights");
        String warehouse = "warehouse: {url: 'https://h', caFile: '" + file + "'}";
        assertThatThrownBy(() -> ConfigReader.parse("m.yaml", warehouse, Map.of(), "app")
                        .warehouse()
                        .trust())
                .hasMessageStartingWith("warehouse.caFile: " + file + " holds no certificate");
    }

    private static LogSecurity read(String keys) {
        return ConfigReader.parse("m.yaml", "log: {bootstrapServers: 'k:1', security: {" + keys + "}}", Map.of(), "app")
                .log()
                .security();
    }
}
