package io.millrace.controller.lease;

/** The right to act: required before any change in the source, Kafka, Connect or the warehouse. */
public interface Lease {
    /** For a single controller, such as in tests. */
    Lease ALWAYS = new Lease() {
        @Override
        public void require() {
            // There is no other controller.
        }

        @Override
        public void confirm() {
            // There is no other controller.
        }
    };

    /**
     * Returns if the source has confirmed within the last second that this controller is the active one; asks it
     * otherwise.
     *
     * @throws LeaseLostException if it is not, or the source does not say so
     */
    void require();

    /** As {@link #require}, but always asks the source: for what two controllers must never do at the same time. */
    void confirm();
}
