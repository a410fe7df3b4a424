package io.millrace.controller.lease;

/** The right to act: whoever changes something at the source, in Kafka, Connect or the warehouse asks before. */
public interface Lease {
    /** Where there is but one controller, as in tests. */
    Lease ALWAYS = new Lease() {
        @Override
        public void require() {
            // Nobody else acts.
        }

        @Override
        public void confirm() {
            // Nobody else acts.
        }
    };

    /**
     * Returns if the source has confirmed within the last second that this controller is the active one; asks it otherwise.
     *
     * @throws LeaseLostException where it is not, or the source does not say so
     */
    void require();

    /** As {@link #require}, but asks the source in any case: before what another controller must not do at the same time. */
    void confirm();
}
