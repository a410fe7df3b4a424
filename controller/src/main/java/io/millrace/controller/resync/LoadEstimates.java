package io.millrace.controller.resync;

/**
 * How long loads take, by those before: a part for every reading, and one for its bytes. For people only. For one thread.
 */
final class LoadEstimates {
    /** Less says nothing about the rate. */
    private static final long LARGE = 4L * 1024 * 1024;
    /** How much the last load counts. */
    private static final double WEIGHT = 0.5;

    private double overhead;
    private double bytesPerSecond;

    /** A reading is over. */
    void finished(long bytes, double seconds) {
        if (bytes < LARGE) {
            overhead = overhead == 0 ? seconds : overhead + WEIGHT * (seconds - overhead);
        } else {
            double rate = bytes / Math.max(0.1, seconds - overhead);
            bytesPerSecond = bytesPerSecond == 0 ? rate : bytesPerSecond + WEIGHT * (rate - bytesPerSecond);
        }
    }

    /** How long a reading takes, in seconds; 0 where that is not known. */
    double seconds(long bytes) {
        if (bytes >= LARGE && bytesPerSecond == 0) {
            return 0;
        }
        return overhead + (bytesPerSecond == 0 ? 0 : bytes / bytesPerSecond);
    }
}
