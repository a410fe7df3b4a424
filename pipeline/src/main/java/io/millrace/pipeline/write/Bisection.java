package io.millrace.pipeline.write;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Takes a step for many items together, and narrows a failure down to the items at fault by halving, so that the others
 * continue.
 */
final class Bisection {
    private Bisection() {}

    /** What follows a step that succeeded. A failure of it is not narrowed down. */
    @FunctionalInterface
    interface Then<T, R, E extends Exception> {
        void accept(List<T> items, R result) throws E;
    }

    /**
     * Takes a step for all items, in order; after a failure for each half of them.
     *
     * @param items one or more
     * @param step that can fail because of an item
     * @param then is called with the items of each step that succeeded, before the next step
     * @param atFault is called with each single item whose step failed, and the failure
     * @throws RuntimeException a failure that is {@linkplain Failures#rethrowFatal no item's fault}
     */
    static <T, R, E extends Exception> void run(
            List<T> items, Function<List<T>, R> step, Then<T, R, E> then, BiConsumer<T, RuntimeException> atFault)
            throws E {
        R result;
        try {
            result = step.apply(items);
        } catch (RuntimeException e) {
            narrow(items, step, then, atFault, e);
            return;
        }
        then.accept(items, result);
    }

    /**
     * As {@link #run}, where the step for all items has failed already.
     *
     * @param failure of that step
     */
    static <T, R, E extends Exception> void narrow(
            List<T> items,
            Function<List<T>, R> step,
            Then<T, R, E> then,
            BiConsumer<T, RuntimeException> atFault,
            RuntimeException failure)
            throws E {
        Failures.rethrowFatal(failure);
        if (items.size() == 1) {
            atFault.accept(items.get(0), failure);
            return;
        }
        int half = items.size() / 2;
        run(items.subList(0, half), step, then, atFault);
        run(items.subList(half, items.size()), step, then, atFault);
    }
}
