package io.millrace.bench.workload;

/** A source table whose two sides can be compared by count and sums. */
public interface BenchTable {
    /** {@code schema.table}. */
    String name();

    /** Makes it where it is missing. */
    void create();

    /** A query in Postgres: one text. */
    String sourceSums();

    /**
     * A query in ClickHouse with the same text where both sides are equal.
     *
     * @param view its view in the warehouse
     */
    String warehouseSums(String view);
}
