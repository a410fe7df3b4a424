package io.millrace.ops.lease;

import java.util.Optional;

/**
 * Where the claims of ops processes are. A claim is of a term; of the claims of the highest term the one that was there first has the
 * lease. Each method throws {@link io.millrace.core.warehouse.WarehouseException} where the store does not answer.
 */
interface LeaseStore {
    /**
     * The claim that has the lease.
     *
     * @param term of the claim
     * @param owner the process
     * @param renewal changes with each renewal
     * @param ageMillis how long ago it was renewed, by the store's clock; less than 0 if that clock was set back
     * @param released whether the owner has given it up
     */
    record Claim(long term, String owner, long renewal, long ageMillis, boolean released) {}

    /** Empty if nobody has ever claimed it. */
    Optional<Claim> holder();

    /** Adds a claim. */
    void claim(long term, String owner);

    /** Renews a claim, or gives it up. */
    void renew(long term, String owner, boolean released);
}
