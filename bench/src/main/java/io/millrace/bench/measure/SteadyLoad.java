package io.millrace.bench.measure;

import java.time.Duration;

/**
 * A steady load.
 *
 * @param rate transactions a second, above 0
 * @param warmup load that does not count
 * @param duration load that does
 * @param clients connections that write by turns; 0 for as many as the rate needs
 * @param look from one look to the next
 */
public record SteadyLoad(double rate, Duration warmup, Duration duration, int clients, Duration look) {
    /** At 50 transactions per second of one client, polling every 8 ms is sufficient and cheap. */
    public static final Duration DEFAULT_LOOK = Duration.ofMillis(8);

    /** The limit for a client with synchronous commits. */
    private static final double RATE_OF_CLIENT = 250;

    public SteadyLoad(double rate, Duration warmup, Duration duration) {
        this(rate, warmup, duration, 0, DEFAULT_LOOK);
    }

    /** Transactions of the warm-up. */
    int unmeasured() {
        return (int) Math.round(warmup.toMillis() * rate / 1_000);
    }

    /** Transactions of warm-up and measurement; one counts at least. */
    int transactions() {
        return unmeasured() + Math.max((int) Math.round(duration.toMillis() * rate / 1_000), 1);
    }

    /** How many clients share the load. */
    int clients(int most) {
        int wanted = clients > 0 ? clients : (int) Math.ceil(rate / RATE_OF_CLIENT);
        int count = Math.min(wanted, most);
        // Hot keys go round by hundreds: 1, 2 and 4 clients keep each key to one client.
        return count == 3 ? 4 : Math.max(count, 1);
    }
}
