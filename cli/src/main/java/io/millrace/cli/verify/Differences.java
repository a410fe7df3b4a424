package io.millrace.cli.verify;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ops.OpsClient;
import java.util.ArrayList;
import java.util.List;

/** The rows that differed in one verification, page by page. */
public final class Differences {
    private static final int PAGE = 1_000;

    private final OpsClient ops;
    private final String path;

    /** @param verification its path, {@code /api/verifications/ID} */
    public Differences(OpsClient ops, String verification) {
        this.ops = requireNonNull(ops, "ops is null");
        this.path = verification + "/differences?limit=";
    }

    /** The first ones of a table; none where the thread is interrupted. */
    public List<JsonNode> first(String table, int most) {
        try {
            List<JsonNode> first = new ArrayList<>();
            ops.get(path + most + "&table=" + OpsClient.encoded(table))
                    .path("differences")
                    .forEach(first::add);
            return first;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** All of all tables. */
    public List<JsonNode> all() throws InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = ops.get(path + PAGE + cursor);
            page.path("differences").forEach(all::add);
            if (!page.hasNonNull("next")) {
                return all;
            }
            cursor = "&cursor=" + OpsClient.encoded(page.path("next").asText());
        }
    }
}
