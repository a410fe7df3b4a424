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
 * Samples that wait to be written. One that is no news of its subject is left out, unless the last one is old: an idle stack must not
 * pay for telling each second that nothing happens. Old ones are told again together, all subjects and tables in one second of
 * {@link #REPEAT}, for what an insert costs is that it is one.
 */
final class Outbox<T> {
    /** Ops' queries take samples younger than 12 s for current. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    private final Function<T, Object> subject;
    private final BiPredicate<T, T> news;
    private final Clock clock;
    private final Map<Object, Said<T>> said = new HashMap<>();
    private final List<T> waiting = new ArrayList<>();

    /**
     * @param subject what a sample is of, for example the service's name
     * @param news whether the second sample says something that the first, told before, does not
     */
    Outbox(Function<T, Object> subject, BiPredicate<T, T> news, Clock clock) {
        this.subject = subject;
        this.news = news;
        this.clock = clock;
    }

    private record Said<T>(T sample, long period) {}

    synchronized void offer(T sample) {
        Object about = subject.apply(sample);
        long period = clock.millis() / REPEAT.toMillis();
        Said<T> last = said.get(about);
        if (last == null || last.period() != period || news.test(last.sample(), sample)) {
            said.put(about, new Said<>(sample, period));
            waiting.add(sample);
        }
    }

    /** Takes all that waits. */
    synchronized List<T> drain() {
        List<T> drained = List.copyOf(waiting);
        waiting.clear();
        return drained;
    }

    /** What was drained did not arrive: everything has to be said again. */
    synchronized void forget() {
        said.clear();
    }
}
