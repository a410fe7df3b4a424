package io.millrace.controller.lease;

/**
 * The lease as one piece of work sees it that may outlive the loop that began it: once revoked it is lost to that work
 * for good, also where the controller has got the lease back. Thread-safe.
 */
public final class RevocableLease implements Lease {
    private final Lease lease;
    private volatile boolean revoked;

    public RevocableLease(Lease lease) {
        this.lease = lease;
    }

    /** The work is broken off. */
    public void revoke() {
        revoked = true;
    }

    @Override
    public void require() {
        check();
        lease.require();
    }

    @Override
    public void confirm() {
        check();
        lease.confirm();
    }

    private void check() {
        if (revoked) {
            throw new LeaseLostException("this work was broken off; it is begun again by the active controller");
        }
    }
}
