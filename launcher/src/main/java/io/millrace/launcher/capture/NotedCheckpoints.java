package io.millrace.launcher.capture;

import io.millrace.controller.load.LoadCheckpoint;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncInbox;
import io.millrace.kafka.resync.ResyncRequest;
import java.util.List;
import java.util.Optional;

/** How far the load for one request has come, noted beside the requests. */
final class NotedCheckpoints implements LoadCheckpoints {
    private static final String SEPARATOR = " ";

    private final ResyncInbox inbox;
    private final String request;

    private NotedCheckpoints(ResyncInbox inbox, String request) {
        this.inbox = inbox;
        this.request = request;
    }

    /**
     * Only a load for one request goes on where it was broken off: who asks for the table again may know that what was loaded
     * before is lost.
     *
     * @param tables the requests of one reading, by table
     */
    static LoadCheckpoints of(ResyncInbox inbox, List<List<ResyncRequest>> tables) {
        return tables.size() == 1 && tables.get(0).size() == 1
                ? new NotedCheckpoints(inbox, tables.get(0).get(0).id())
                : LoadCheckpoints.NONE;
    }

    /** What is noted about these requests is of no use any more when they are done. */
    static void forget(ResyncInbox inbox, List<ResyncRequest> requests) {
        if (requests.stream().anyMatch(request -> inbox.note().startsWith(request.id() + SEPARATOR))) {
            inbox.note("");
        }
    }

    @Override
    public Optional<LoadCheckpoint> last() {
        String note = inbox.note();
        return note.startsWith(request + SEPARATOR)
                ? LoadCheckpoint.parse(note.substring(request.length() + SEPARATOR.length()))
                : Optional.empty();
    }

    @Override
    public void save(LoadCheckpoint checkpoint) {
        try {
            inbox.note(request + SEPARATOR + checkpoint.text());
        } catch (LogException e) {
            // A kill costs more then.
        }
    }
}
