package io.millrace.launcher.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Http;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** What a standalone master says about itself in JSON. */
record MasterState(JsonNode answer) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALIVE = "ALIVE";

    /** @throws IOException if the master does not answer */
    static MasterState of(SparkCluster cluster) throws IOException {
        Http.Answer answer = Http.get("http://127.0.0.1:" + cluster.pagePort() + "/json/");
        if (answer.status() != 200) {
            throw new IOException("the master answers HTTP " + answer.status());
        }
        return parse(answer.body());
    }

    static MasterState parse(String answer) throws IOException {
        return new MasterState(JSON.readTree(answer));
    }

    /** {@code ALIVE}, or {@code RECOVERING} after a restart until its workers are there again. */
    String status() {
        return answer.path("status").asText();
    }

    boolean isAlive() {
        return status().equals(ALIVE);
    }

    /** Whether the worker with that port has registered. */
    boolean hasWorker(int port) {
        for (JsonNode worker : answer.path("workers")) {
            if (worker.path("port").asInt() == port
                    && worker.path("state").asText().equals(ALIVE)) {
                return true;
            }
        }
        return false;
    }

    /** Ids of the drivers that are submitted and have not ended for good: each runs, waits for a worker, or is started again. */
    Set<String> drivers() {
        Set<String> ids = new TreeSet<>();
        answer.path("activedrivers").forEach(driver -> ids.add(driver.path("id").asText()));
        return ids;
    }
}
