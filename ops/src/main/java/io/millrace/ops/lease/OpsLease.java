package io.millrace.ops.lease;

import static java.util.Objects.requireNonNull;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.lease.LeaseStore.Claim;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one ops process of a source to sample, to judge alerts and to send webhooks. The holder renews its
 * claim; where it has not for ten seconds, another process claims the next term. A claim counts a second after it was
 * written, so that claims that were written at the same time have met.
 *
 * <p>While the warehouse does not answer, everybody stays what they are: its outage must be reported, and once. A
 * process that begins during an outage acts when the outage has lasted for {@link #PATIENCE} and goes by the warehouse
 * again when it is back. That this build cannot work with the warehouse's tables is no outage: a process of a later build acts, and
 * this one stands by.
 *
 * <p>Thread-safe; {@link #tick} is for one.
 */
public final class OpsLease {
    /** A claim that was not renewed for so long is void. */
    static final Duration EXPIRES = Duration.ofSeconds(10);

    /** How long a process waits for the warehouse before it acts without having asked it. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration SETTLES = Duration.ofSeconds(1);

    /**
     * How often the holder looks who has the lease and renews its claim, unless the warehouse did not answer; slightly less than
     * three seconds, so that calls once a second do not just miss it.
     */
    private static final Duration RENEWED_EVERY = Duration.ofMillis(2_900);

    /** What a tick has found out holds for so long: a process that was frozen asks first. */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(OpsLease.class);

    private final LeaseStore store;
    private final String owner;
    private final LongSupplier nanos;
    private final long begun;

    private volatile boolean active;
    private volatile long judgedAt;
    private volatile @Nullable String refusal;
    private boolean asked;
    private boolean answered;
    private boolean failed;
    private long claimedTerm = -1;
    private long claimedAt;
    private long renewedAt;
    private @Nullable Claim seen;
    private long seenAt;

    /**
     * @param owner a name that no other process has
     * @param nanos the time, by {@link System#nanoTime}
     */
    OpsLease(LeaseStore store, String owner, LongSupplier nanos) {
        this.store = requireNonNull(store, "store is null");
        this.owner = requireNonNull(owner, "owner is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
        this.begun = nanos.getAsLong();
        this.judgedAt = begun;
    }

    /** The lease of a process. */
    public static OpsLease of(LeaseTable table, String owner) {
        return new OpsLease(table, owner, System::nanoTime);
    }

    /** Whether this process may act now. */
    public boolean isActive() {
        return active && nanos.getAsLong() - judgedAt < BELIEVED.toNanos();
    }

    /**
     * Finds out who has the lease; claims it where nobody has, renews it where this process has. Called once a second.
     *
     * @return whether this process may act until the next call
     */
    public boolean tick() {
        if (active && answered && nanos.getAsLong() - judgedAt < RENEWED_EVERY.toNanos()) {
            return true;
        }
        answered = false;
        try {
            boolean mine = judge(store.holder());
            asked = true;
            answered = true;
            refusal = null;
            become(mine);
        } catch (WarehouseException e) {
            if (e.code() == ErrorCode.BOOKKEEPING_TOO_NEW) {
                refuse(String.valueOf(e.getMessage()));
                return false;
            }
            log.debug("The warehouse does not say who has the lease", e);
            // The holder could not renew its claim, either: it gets the time to do so.
            failed = true;
            seen = null;
            if (!asked && nanos.getAsLong() - begun > PATIENCE.toNanos()) {
                become(true);
            }
        }
        judgedAt = nanos.getAsLong();
        return active;
    }

    private boolean judge(Optional<Claim> holder) {
        long now = nanos.getAsLong();
        if (holder.isPresent()
                && holder.get().owner().equals(owner)
                && !holder.get().released()) {
            return hold(holder.get(), now);
        }
        if (holder.isEmpty() || isVoid(holder.get(), now)) {
            long term = holder.map(Claim::term).orElse(0L) + 1;
            store.claim(term, owner);
            claimedTerm = term;
            claimedAt = nanos.getAsLong();
            renewedAt = claimedAt;
            return active;
        }
        return false;
    }

    private boolean hold(Claim mine, long now) {
        if (mine.term() == claimedTerm && now - claimedAt < SETTLES.toNanos()) {
            return active;
        }
        if (now - renewedAt >= RENEWED_EVERY.toNanos()) {
            store.renew(mine.term(), owner, false);
            renewedAt = now;
        }
        return true;
    }

    /** By the store's clock at the first look, later because nothing has changed for long: the clock can be set. */
    private boolean isVoid(Claim claim, long now) {
        if (claim.released() || (!asked && !failed && claim.ageMillis() > EXPIRES.toMillis())) {
            return true;
        }
        Claim before = seen;
        if (before == null
                || before.term() != claim.term()
                || !before.owner().equals(claim.owner())
                || before.renewal() != claim.renewal()) {
            seen = claim;
            seenAt = now;
            return false;
        }
        return now - seenAt > EXPIRES.toNanos();
    }

    private void refuse(String reason) {
        if (refusal == null) {
            log.error("This process cannot act: {}", reason);
        }
        refusal = reason;
        active = false;
    }

    /** Why this process can never act; empty if it can. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    private void become(boolean now) {
        if (active != now) {
            log.info(now ? "This process is the active one" : "Another process is the active one: this one stands by");
            active = now;
        }
    }

    /** Gives the lease up, so that another process need not wait. */
    public void release() {
        boolean held = active && claimedTerm > 0;
        active = false;
        if (held) {
            try {
                store.renew(claimedTerm, owner, true);
            } catch (WarehouseException e) {
                log.debug("The lease could not be given up; it expires", e);
            }
        }
    }
}
