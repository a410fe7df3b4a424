package io.millrace.controller.resync;

/**
 * Estimates the duration of loads from earlier ones: a part per read, and one per byte. For display only. Not
 * thread-safe.
 */
final class LoadEstimates {
    /** Smaller loads say nothing about the rate. */
    private static final long LARGE = 4L * 1024 * 1024;
    /** How much the last load counts. */
    private static final double WEIGHT = 0.5;

    private double overhead;
    private double bytesPerSecond;

    /** A read is done. */
    void finished(long bytes, double seconds) {
        if (bytes < LARGE) {
            overhead = overhead == 0 ? seconds : overhead + WEIGHT * (seconds - overhead);
        } else {
            double rate = bytes / Math.max(0.1, seconds - overhead);
            bytesPerSecond = bytesPerSecond == 0 ? rate : bytesPerSecond + WEIGHT * (rate - bytesPerSecond);
        }
    }

    /** How long a read takes, in seconds; 0 if unknown. */
    double seconds(long bytes) {
        if (bytes >= LARGE && bytesPerSecond == 0) {
            return 0;
        }
        return overhead + (bytesPerSecond == 0 ? 0 : bytes / bytesPerSecond);
    }
}
