package io.millrace.shop;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated shoppers and the staff behind them, at a rate that can be set while they run. Arrivals are random with
 * that mean. When Postgres is away they wait and come back.
 */
final class Shoppers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Shoppers.class);
    static final double MAX_RATE = 1_000;
    private static final long TICK_MILLIS = 50;

    private final Shopper shopper;
    private final BackOffice backOffice;
    private final Random random = new Random();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, task -> {
        var thread = new Thread(task, "shoppers");
        thread.setDaemon(true);
        return thread;
    });
    private volatile double ordersPerSecond;
    private volatile boolean failing;

    Shoppers(Shopper shopper, BackOffice backOffice, double ordersPerSecond) {
        this.shopper = shopper;
        this.backOffice = backOffice;
        this.ordersPerSecond = ordersPerSecond;
    }

    void start() {
        var unusedShop = executor.scheduleWithFixedDelay(this::shop, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        var unusedWork = executor.scheduleWithFixedDelay(this::work, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    double ordersPerSecond() {
        return ordersPerSecond;
    }

    /** Sets the rate, 0 … {@value #MAX_RATE}; 0 stops shoppers and staff. */
    void ordersPerSecond(double rate) {
        if (!(rate >= 0 && rate <= MAX_RATE)) {
            throw ShopException.invalid("ordersPerSecond must be a number from 0 to 1000");
        }
        ordersPerSecond = rate;
    }

    private interface Step {
        boolean run() throws SQLException;
    }

    private long lastShop = System.nanoTime();
    private long lastWork = System.nanoTime();
    private double owed;

    private void shop() {
        long now = System.nanoTime();
        double expected = ordersPerSecond * seconds(lastShop, now);
        lastShop = now;
        repeat(poisson(expected), () -> shopper.visit(random));
    }

    /** For each order about one payment, shipment and delivery; a few are cancelled, fewer erased. */
    private void work() {
        long now = System.nanoTime();
        owed = Math.min(owed + ordersPerSecond * seconds(lastWork, now), 50);
        lastWork = now;
        for (; owed >= 1 && ordersPerSecond > 0; owed--) {
            boolean ok = repeat(1, backOffice::pay) && repeat(1, backOffice::ship) && repeat(1, backOffice::deliver);
            if (!ok) {
                return;
            }
            int dice = random.nextInt(100);
            if (dice < 6) {
                repeat(1, backOffice::cancel);
            } else if (dice < 9) {
                repeat(1, backOffice::erase);
            } else if (dice < 20) {
                repeat(1, backOffice::restock);
            }
        }
    }

    /** Runs a step some times; false if Postgres is away. */
    private boolean repeat(int times, Step step) {
        try {
            for (int i = 0; i < times; i++) {
                step.run();
            }
            if (failing) {
                failing = false;
                log.info("the simulated shoppers are back");
            }
            return true;
        } catch (SQLException e) {
            if (!failing) {
                failing = true;
                log.warn("the simulated shoppers wait for Postgres: SQL state {}", e.getSQLState());
            }
            return false;
        } catch (RuntimeException e) {
            log.warn("a simulated shopper failed", e);
            return false;
        }
    }

    private static double seconds(long from, long to) {
        // After a pause nobody makes up for what was missed.
        return Math.min((to - from) / 1e9, 0.5);
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        ordersPerSecond = 0;
        executor.shutdown();
        try {
            if (!executor.awaitTermination(3, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
