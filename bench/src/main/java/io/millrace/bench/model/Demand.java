package io.millrace.bench.model;

/**
 * The load that is asked for, and what is assumed about it; the defaults are those of {@code docs/explanation/sizing.md}.
 *
 * @param changesPerSecond of all sources together
 * @param tables that change all the time
 * @param headroom share of a core or a thread that is used in the long run, above 0 and at most 1; the rest is for peaks and for
 *     catching up
 * @param brokerCopies replication factor of the change stream
 * @param warehouseReplicas replicas of each shard
 * @param outageHours for how long the change stream must keep what the warehouse does not take
 * @param rowBytes of a change between processes, uncompressed
 * @param othersShare what a slot pays for a change that its publication leaves out, of what it pays for one of its own: each
 *     slot decodes all of the WAL
 * @param secondsBetweenFlushes how long rows of a table wait for others at most under this load
 */
public record Demand(
        double changesPerSecond,
        int tables,
        double headroom,
        int brokerCopies,
        int warehouseReplicas,
        double outageHours,
        double rowBytes,
        double othersShare,
        double secondsBetweenFlushes) {
    public Demand {
        if (changesPerSecond <= 0 || tables < 1 || secondsBetweenFlushes <= 0) {
            throw new IllegalArgumentException("rate, tables and seconds between flushes must be above 0");
        }
        if (headroom <= 0 || headroom > 1 || othersShare < 0 || othersShare > 1) {
            throw new IllegalArgumentException("shares must be from 0 to 1");
        }
    }

    /** With all assumptions as documented. */
    public static Demand of(double changesPerSecond, int tables) {
        return new Demand(changesPerSecond, tables, 0.5, 3, 2, 24, 200, 0.5, 10);
    }
}
