package io.millrace.ops;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Configurations whose systems, but for the warehouse, do not answer: nobody listens on port 1. */
final class TestConfig {
    private TestConfig() {}

    static Config of(Path folder, String warehouseUrl, String source) throws IOException {
        return of(folder, warehouseUrl, source, "");
    }

    /** @param more sections */
    static Config of(Path folder, String warehouseUrl, String source, String more) throws IOException {
        String yaml = """
                source: {url: 'postgresql://nobody:nothing@127.0.0.1:1/%1$s'}
                log: {bootstrapServers: '127.0.0.1:1'}
                capture: {connectUrl: 'http://127.0.0.1:1'}
                warehouse: {url: '%2$s', database: %1$s}
                ops:
                  bind: 127.0.0.1:0
                  services: {pipeline: 'http://127.0.0.1:1', shop: 'http://127.0.0.1:1/readyz'}
                """.formatted(source, warehouseUrl);
        return ConfigReader.read(Files.writeString(folder.resolve("millrace.yaml"), yaml + more), Map.of());
    }

    static Config unreachable(Path folder) throws IOException {
        return of(folder, "http://nobody:nothing@127.0.0.1:1", "shop");
    }
}
