package io.millrace.controller.load;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checkpoints in memory; saving one of them fails, as where the process is killed right now. */
final class KilledCheckpoints implements LoadCheckpoints {
    private int left;
    private @Nullable LoadCheckpoint last;

    /** @param number which one fails, 1 for the first */
    KilledCheckpoints(int number) {
        this.left = number;
    }

    @Override
    public Optional<LoadCheckpoint> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public void save(LoadCheckpoint checkpoint) {
        last = checkpoint;
        if (--left == 0) {
            throw new IllegalStateException("killed");
        }
    }
}
