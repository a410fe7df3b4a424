package io.millrace.controller.resync;

import io.millrace.controller.load.LoadCheckpoint;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.kafka.resync.ResyncRequest;
import java.util.List;
import java.util.Optional;

/** How far the load for one request has come, noted beside the requests. */
final class NotedCheckpoints implements LoadCheckpoints {
    private static final String SEPARATOR = " ";

    private final Note note;
    private final String request;

    private NotedCheckpoints(Note note, String request) {
        this.note = note;
        this.request = request;
    }

    /** What is noted: written by the thread that loads, made durable by the one that takes requests. Safe for many threads. */
    static final class Note {
        private String text;
        private String durable;

        Note(String text) {
            this.text = text;
            this.durable = text;
        }

        synchronized String text() {
            return text;
        }

        private synchronized void set(String to) {
            text = to;
        }

        /** Where it has changed since the last call. */
        synchronized Optional<String> changed() {
            if (text.equals(durable)) {
                return Optional.empty();
            }
            durable = text;
            return Optional.of(text);
        }

        /** What is noted about these requests is of no use any more when they are done. */
        synchronized void forget(List<ResyncRequest> requests) {
            if (requests.stream().anyMatch(request -> text.startsWith(request.id() + SEPARATOR))) {
                text = "";
            }
        }
    }

    /**
     * Only a load for one request goes on where it was broken off: who asks for the table again may know that what was loaded
     * before is lost.
     *
     * @param tables the requests of one reading, by table
     */
    static LoadCheckpoints of(Note note, List<List<ResyncRequest>> tables) {
        return tables.size() == 1 && tables.get(0).size() == 1
                ? new NotedCheckpoints(note, tables.get(0).get(0).id())
                : LoadCheckpoints.NONE;
    }

    @Override
    public Optional<LoadCheckpoint> last() {
        String text = note.text();
        return text.startsWith(request + SEPARATOR)
                ? LoadCheckpoint.parse(text.substring(request.length() + SEPARATOR.length()))
                : Optional.empty();
    }

    @Override
    public void save(LoadCheckpoint checkpoint) {
        note.set(request + SEPARATOR + checkpoint.text());
    }
}
