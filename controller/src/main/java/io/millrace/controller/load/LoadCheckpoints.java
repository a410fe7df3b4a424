package io.millrace.controller.load;

import java.util.Optional;

/** Stores the progress of one load durably. Only called by the loading thread. */
public interface LoadCheckpoints {
    /** Stores nothing. */
    LoadCheckpoints NONE = new LoadCheckpoints() {
        @Override
        public Optional<LoadCheckpoint> last() {
            return Optional.empty();
        }

        @Override
        public void save(LoadCheckpoint checkpoint) {
            // The load restarts.
        }
    };

    /** The last one of this load; also empty if the table was requested again meanwhile. */
    Optional<LoadCheckpoint> last();

    /** Returns when it is stored, or cannot be. */
    void save(LoadCheckpoint checkpoint);
}
