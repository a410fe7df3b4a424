package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BisectionTest {
    private final List<Integer> passed = new ArrayList<>();
    private final List<Integer> atFault = new ArrayList<>();
    private int steps;

    @Test
    void withoutAFailureThereIsOneStep() {
        run(items(100), Set.of());
        assertThat(steps).isEqualTo(1);
        assertThat(passed).hasSize(100);
        assertThat(atFault).isEmpty();
    }

    @Test
    void itemsAtFaultAreFoundAndTheOthersPassInOrder() {
        run(items(64), Set.of(3, 40, 41));
        assertThat(atFault).containsExactly(3, 40, 41);
        assertThat(passed).hasSize(61).isSorted();
        assertThat(steps).isLessThan(64);
    }

    @Test
    void whatFollowsAStepIsNotNarrowedDown() {
        assertThatThrownBy(() -> Bisection.run(
                        items(8),
                        some -> some.size(),
                        (some, size) -> {
                            steps++;
                            throw new IllegalStateException("behind the step");
                        },
                        (item, e) -> atFault.add(item)))
                .hasMessage("behind the step");
        assertThat(steps).isEqualTo(1);
        assertThat(atFault).isEmpty();
    }

    @Test
    void aFailureThatIsNoItemsFaultEndsIt() {
        assertThatThrownBy(() -> Bisection.run(
                        items(8),
                        some -> {
                            steps++;
                            throw new WarehouseException(ErrorCode.WAREHOUSE_DENIED, "no rights", null);
                        },
                        (some, result) -> passed.addAll(some),
                        (item, e) -> atFault.add(item)))
                .hasMessage("no rights");
        assertThat(steps).isEqualTo(1);
        assertThat(atFault).isEmpty();
    }

    private void run(List<Integer> items, Set<Integer> bad) {
        Bisection.run(
                items,
                some -> {
                    steps++;
                    if (some.stream().anyMatch(bad::contains)) {
                        throw new WarehouseException(ErrorCode.ROW_REJECTED, "a row does not fit", null);
                    }
                    return some.size();
                },
                (some, size) -> passed.addAll(some),
                (item, e) -> atFault.add(item));
    }

    private static List<Integer> items(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
