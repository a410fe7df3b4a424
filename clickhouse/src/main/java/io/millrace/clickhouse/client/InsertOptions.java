package io.millrace.clickhouse.client;

import com.clickhouse.client.api.insert.InsertSettings;
import java.util.Map;
import java.util.UUID;

/** The server's settings of each insert: a user's profile could have others. */
final class InsertOptions {
    private InsertOptions() {}

    /**
     * @param cluster see {@link Cluster#settings}
     * @param durability of the server's inserts
     */
    static InsertSettings of(Map<String, String> cluster, Durability durability) {
        InsertSettings settings = new InsertSettings()
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // JSON columns travel as text.
                .serverSetting("input_format_binary_read_json_as_string", "1")
                .serverSetting("input_format_with_names_use_header", "1")
                .serverSetting("input_format_with_types_use_header", "1")
                .serverSetting("input_format_binary_decode_types_in_binary_format", "0");
        cluster.forEach(settings::serverSetting);
        if (durability == Durability.INSERT) {
            // Replicas take no block twice that is equal to an earlier one, even where its rows were deleted meanwhile.
            // Rows are distinguished by their versions here, and counts are meant as often as they come.
            settings.serverSetting(
                    "insert_deduplication_token", UUID.randomUUID().toString());
        }
        return settings;
    }
}
