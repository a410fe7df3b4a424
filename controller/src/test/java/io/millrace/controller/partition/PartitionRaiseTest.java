package io.millrace.controller.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.controller.error.ControllerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PartitionRaiseTest {
    private final List<String> done = new ArrayList<>();
    private final Map<Integer, Long> end = new HashMap<>(Map.of(0, 10L, 1, 20L));
    private Map<Integer, Long> landed = Map.of();
    private int actual = 2;
    private final StreamPartitions partitions = new StreamPartitions(2);

    private final PartitionRaise.Stream stream = new PartitionRaise.Stream() {
        @Override
        public int partitions() {
            return actual;
        }

        @Override
        public Map<Integer, Long> end() {
            return end;
        }

        @Override
        public void stopCapture() {
            done.add("stop");
        }

        @Override
        public void raise(int to) {
            done.add("raise to " + to);
            actual = to;
        }

        @Override
        public void resumeCapture() {
            done.add("resume with " + actual);
        }
    };

    private PartitionRaise raise(int wanted) {
        return new PartitionRaise(stream, () -> Optional.of(landed), partitions, wanted);
    }

    @Test
    void nothingIsWrittenByTheNewNumberBeforeAllOfTheFormerHasLanded() throws Exception {
        try (PartitionRaise raise = raise(4)) {
            assertThat(raise.step()).hasValue("waiting until the pipeline has landed 30 records");
            landed = Map.of(0, 10L, 1, 19L);
            assertThat(raise.step()).hasValue("waiting until the pipeline has landed 1 records");
            assertThat(done).containsExactly("stop");
            landed = Map.of(0, 10L, 1, 20L);
            assertThat(raise.step()).isEmpty();
        }
        assertThat(done).containsExactly("stop", "raise to 4", "resume with 4");
        assertThat(partitions.count()).isEqualTo(4);
    }

    @Test
    void whatIsBrokenOffLeavesEverythingAsItWas() throws Exception {
        try (PartitionRaise raise = raise(4)) {
            assertThat(raise.step()).isPresent();
        }
        assertThat(done).containsExactly("stop", "resume with 2");
        assertThat(partitions.count()).isEqualTo(2);
        partitions.use().close();
    }

    @Test
    void loadsThatRunAreNotDisturbed() throws Exception {
        try (StreamPartitions.Use unused = partitions.use()) {
            // Of another thread, as the lock is that of a thread.
            Throwable failure = CompletableFuture.supplyAsync(() -> {
                        try (PartitionRaise raise = raise(4)) {
                            Optional<String> missing = raise.step();
                            return (Throwable) new AssertionError(missing.toString());
                        } catch (Exception e) {
                            return e;
                        }
                    })
                    .get();
            assertThat(failure).isInstanceOf(ControllerException.class).hasMessageContaining("rows are being loaded");
        }
        assertThat(done).isEmpty();
    }

    @Test
    void partitionsCannotBeTakenAway() throws Exception {
        try (PartitionRaise raise = raise(1)) {
            assertThatThrownBy(raise::step)
                    .isInstanceOf(ControllerException.class)
                    .hasMessageContaining("choose 2 or more");
        }
        try (PartitionRaise raise = raise(2)) {
            assertThat(raise.step()).isEmpty();
        }
        assertThat(done).isEmpty();
    }
}
