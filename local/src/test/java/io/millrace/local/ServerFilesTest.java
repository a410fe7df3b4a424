package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFilesTest {
    @Test
    void whatStandsInAPropertiesFileIsReadBackAsItWasAndByItsOwnerAlone(@TempDir Path folder) throws Exception {
        Map<String, String> settings = Map.of(
                "sasl.jaas.config", " Module required password=\"a\\\"b\\\\ #!=:'\";",
                "ssl.truststore.certificates", "-----BEGIN-----\nabc+/=\r\n-----END-----\n",
                "listeners", "http://127.0.0.1:8083",
                "reference", "${file:/a b/c:key}",
                "name", "Zoë 😀");

        Path file = ServerFiles.properties(folder.resolve("new").resolve("worker.properties"), settings);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            read.load(in);
        }
        assertThat(new HashMap<>(read)).isEqualTo(settings);
    }
}
