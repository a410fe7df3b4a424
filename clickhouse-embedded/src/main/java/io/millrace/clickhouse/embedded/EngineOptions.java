package io.millrace.clickhouse.embedded;

import java.nio.file.Path;
import java.util.List;

/** What the engine is started with: server settings in a file, and the defaults of queries. */
final class EngineOptions {
    private EngineOptions() {}

    static List<String> of(Path settingsFile) {
        return List.of(
                "--config-file=" + settingsFile.toAbsolutePath(),
                // A bare expression is a statement for clickhouse-local, but not for a server.
                "--implicit_select=0",
                "--max_threads=2",
                "--max_insert_threads=1",
                // Blocks of inserts and results that fit a small memory; both change how much, not what.
                "--min_insert_block_size_bytes=67108864",
                "--max_memory_usage=600000000",
                "--max_bytes_before_external_group_by=150000000",
                "--max_bytes_before_external_sort=150000000",
                "--output_format_parallel_formatting=0",
                "--input_format_parallel_parsing=0");
    }
}
