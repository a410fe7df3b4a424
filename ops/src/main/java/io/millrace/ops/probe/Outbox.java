package io.millrace.ops.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Samples that wait to be written. One that says the same as the last of its subject is left out, unless that one is old:
 * an idle stack must not pay for telling each second that nothing happens.
 */
final class Outbox<T> {
    /** Ops' queries take samples younger than 12 s for current. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    private final Function<T, Object> subject;
    private final Function<T, Object> content;
    private final Clock clock;
    private final Map<Object, Said> said = new HashMap<>();
    private final List<T> waiting = new ArrayList<>();

    /**
     * @param subject what a sample is of, for example the service's name
     * @param content what it says, without its time
     */
    Outbox(Function<T, Object> subject, Function<T, Object> content, Clock clock) {
        this.subject = subject;
        this.content = content;
        this.clock = clock;
    }

    private record Said(Object content, Instant at) {}

    synchronized void offer(T sample) {
        Object about = subject.apply(sample);
        Object says = content.apply(sample);
        Instant now = clock.instant();
        Said last = said.get(about);
        if (last == null
                || !last.content().equals(says)
                || !last.at().plus(REPEAT).isAfter(now)) {
            said.put(about, new Said(says, now));
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
