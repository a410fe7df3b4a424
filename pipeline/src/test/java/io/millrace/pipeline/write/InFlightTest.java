package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class InFlightTest {
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final InFlight inFlight = new InFlight(3, failures::add);

    @AfterEach
    void close() {
        inFlight.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void whatMustRunAloneWaitsForThoseThatRunAndHoldsBackTheNext() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        inFlight.start(others -> gate.await(), () -> events.add("first durable"));
        inFlight.start(
                others -> {
                    started.await();
                    waits.countDown();
                    others.awaitEnd();
                    events.add("alone");
                },
                () -> events.add("second durable"));
        inFlight.start(others -> gate.await(), () -> events.add("third durable"));
        started.countDown();
        waits.await();
        gate.countDown();
        inFlight.awaitRoom();
        events.add("room");
        inFlight.awaitNone();

        assertThat(events)
                .startsWith("first durable", "alone", "second durable")
                .contains("third durable");
        assertThat(events.indexOf("room")).isGreaterThan(events.indexOf("alone"));
    }

    @Test
    void ofTwoThatMustRunAloneTheFirstGoesOn() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        for (String name : List.of("first", "second")) {
            inFlight.start(
                    others -> {
                        both.countDown();
                        both.await();
                        others.awaitEnd();
                        events.add(name);
                    },
                    () -> events.add(name + " durable"));
        }
        inFlight.awaitNone();

        assertThat(events).containsExactly("first", "first durable", "second", "second durable");
    }
}
