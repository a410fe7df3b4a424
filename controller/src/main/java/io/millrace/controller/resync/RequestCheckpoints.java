package io.millrace.controller.resync;

import io.millrace.controller.load.LoadCheckpoint;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.kafka.resync.ResyncRequest;
import java.util.List;
import java.util.Optional;

/** The checkpoint of the load for one request, stored with the committed offset. */
final class RequestCheckpoints implements LoadCheckpoints {
    private static final String SEPARATOR = " ";

    private final Metadata metadata;
    private final String request;

    private RequestCheckpoints(Metadata metadata, String request) {
        this.metadata = metadata;
        this.request = request;
    }

    /** The stored text: written by the loading thread, made durable by the one that consumes requests. Thread-safe. */
    static final class Metadata {
        private String text;
        private String durable;

        Metadata(String text) {
            this.text = text;
            this.durable = text;
        }

        synchronized String text() {
            return text;
        }

        private synchronized void set(String to) {
            text = to;
        }

        /** The text, if changed since the last call. */
        synchronized Optional<String> changed() {
            if (text.equals(durable)) {
                return Optional.empty();
            }
            durable = text;
            return Optional.of(text);
        }

        /** Discards the checkpoint of requests that are done. */
        synchronized void forget(List<ResyncRequest> requests) {
            if (requests.stream().anyMatch(request -> text.startsWith(request.id() + SEPARATOR))) {
                text = "";
            }
        }
    }

    /**
     * Only a load for one request resumes: a repeated request may mean that what was loaded before is lost.
     *
     * @param tables the requests of one reading, by table
     */
    static LoadCheckpoints of(Metadata metadata, List<List<ResyncRequest>> tables) {
        return tables.size() == 1 && tables.get(0).size() == 1
                ? new RequestCheckpoints(metadata, tables.get(0).get(0).id())
                : LoadCheckpoints.NONE;
    }

    @Override
    public Optional<LoadCheckpoint> last() {
        String text = metadata.text();
        return text.startsWith(request + SEPARATOR)
                ? LoadCheckpoint.parse(text.substring(request.length() + SEPARATOR.length()))
                : Optional.empty();
    }

    @Override
    public void save(LoadCheckpoint checkpoint) {
        metadata.set(request + SEPARATOR + checkpoint.text());
    }
}
