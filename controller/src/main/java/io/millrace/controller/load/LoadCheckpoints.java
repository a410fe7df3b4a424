package io.millrace.controller.load;

import java.util.Optional;

/** Remembers how far one load has come, beyond the life of the process. Called by the thread that loads only. */
public interface LoadCheckpoints {
    /** Remembers nothing. */
    LoadCheckpoints NONE = new LoadCheckpoints() {
        @Override
        public Optional<LoadCheckpoint> last() {
            return Optional.empty();
        }

        @Override
        public void save(LoadCheckpoint checkpoint) {
            // The load begins again from its start.
        }
    };

    /** The last one of this very load; empty also where the table was asked for again meanwhile. */
    Optional<LoadCheckpoint> last();

    /** Returns when it is remembered, or cannot be. */
    void save(LoadCheckpoint checkpoint);
}
