package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.base.QueueProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ParkingQueueProviderTest {
    private final ParkingQueueProvider queue = new ParkingQueueProvider();

    @Test
    void handsOverInOrder() {
        queue.enqueue("a");
        queue.enqueue("b");

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.poll()).isEqualTo("b");
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
    }

    @Test
    void pollingAnEmptyQueueSleeps() {
        long questions = 0;
        for (long end = System.nanoTime() + 50_000_000; System.nanoTime() < end; questions++) {
            queue.size();
        }
        // Without sleep it would be hundreds of thousands.
        assertThat(questions).isLessThan(5_000);
    }

    @Test
    void aQueueThatHoldsRecordsAnswersAtOnce() {
        queue.enqueue("a");
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            queue.size();
        }
        assertThat(System.nanoTime() - start).isLessThan(500_000_000);
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(QueueProvider.class)).hasAtLeastOneElementOfType(ParkingQueueProvider.class);
    }
}
