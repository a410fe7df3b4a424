package io.millrace.ops.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Samples to be written. A sample equal to the last one of its subject is left out, unless that is old: an idle stack
 * must not write each second that nothing happens. Old ones are written again together, all subjects and tables in one
 * or two seconds of {@link #REPEAT}, as each insert has a fixed cost.
 */
final class SampleBuffer<T> {
    /** Ops' queries consider samples younger than 12 s as current. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    private final Function<T, Object> subject;
    private final BiPredicate<T, T> isChange;
    private final Clock clock;
    private final Map<Object, Said<T>> said = new HashMap<>();
    private final List<T> waiting = new ArrayList<>();

    /**
     * @param subject what a sample is of, for example the service's name
     * @param isChange whether the second sample differs from the first one, which was written before
     */
    SampleBuffer(Function<T, Object> subject, BiPredicate<T, T> isChange, Clock clock) {
        this.subject = subject;
        this.isChange = isChange;
        this.clock = clock;
    }

    private record Said<T>(T sample, long period) {}

    synchronized void offer(T sample) {
        Object about = subject.apply(sample);
        long period = clock.millis() / REPEAT.toMillis();
        Said<T> last = said.get(about);
        if (last == null || last.period() != period || isChange.test(last.sample(), sample)) {
            said.put(about, new Said<>(sample, period));
            waiting.add(sample);
        }
    }

    /** Drains all samples. */
    synchronized List<T> drain() {
        List<T> drained = List.copyOf(waiting);
        waiting.clear();
        return drained;
    }

    /** The drained samples were not written: everything must be written again. */
    synchronized void forget() {
        said.clear();
    }
}
