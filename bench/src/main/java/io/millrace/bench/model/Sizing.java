package io.millrace.bench.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load needs. A linear model: CPU of a change times changes, each part on its own.
 *
 * @param needs by name of the quantity, in the order of the name
 * @param limits what one unit of each part carries, the narrowest first: what breaks first as the load grows
 */
public record Sizing(Map<String, Double> needs, List<Limit> limits) {
    private static final double MICROS = 1e6;
    private static final double SECONDS_AN_HOUR = 3600;

    public Sizing {
        needs = Map.copyOf(needs);
        limits = List.copyOf(limits);
    }

    /**
     * What one unit of a part carries.
     *
     * @param part its name
     * @param changesPerSecond that one unit carries in the long run
     * @param units how many the load needs
     * @param grow how it grows
     */
    public record Limit(String part, double changesPerSecond, double units, String grow) {}

    public static Sizing of(Measured measured, Demand demand) {
        double rate = demand.changesPerSecond();
        double use = demand.headroom();
        double slot = carries(measured.cpu("postgres"), use);
        double task = carries(measured.cpu("connect"), use);
        double partition = carries(measured.cpu("pipeline"), use);
        double captured = Math.min(slot, task);
        // However many slots: each pays its share for all changes of the source.
        double source = demand.othersShare() == 0 ? rate : slot / demand.othersShare();
        double insertCores = demand.tables() / demand.secondsBetweenFlushes() * measured.insertMicros() / MICROS / use;
        double rowCores = rate * measured.cpu("clickhouse") / MICROS / use;

        Map<String, Double> needs = new TreeMap<>();
        needs.put("cores of sources for decoding", cores(rate, measured.cpu("postgres"), use));
        needs.put("cores of Connect", cores(rate, measured.cpu("connect"), use));
        needs.put("cores of Kafka", cores(rate * demand.brokerCopies(), measured.cpu("kafka"), use));
        needs.put("cores of Spark executors", cores(rate, measured.cpu("pipeline"), use));
        needs.put("cores of ClickHouse for rows", rowCores * demand.warehouseReplicas());
        needs.put("cores of ClickHouse for inserts of many tables", insertCores * demand.warehouseReplicas());
        needs.put("inserts/s into ClickHouse", demand.tables() / demand.secondsBetweenFlushes());
        needs.put("slots and Connect tasks", Math.ceil(rate / captured));
        needs.put("source servers at least", Math.ceil(rate / source));
        needs.put("partitions and task slots of Spark", Math.ceil(rate / partition));
        needs.put("memory of executors, GiB", Math.ceil(rate / partition) * measured.pipelineMiB() / 1024);
        needs.put("Kafka writes, MB/s", rate * measured.streamBytes() * demand.brokerCopies() / 1e6);
        needs.put(
                "Kafka disk for the outage, TB",
                rate * measured.streamBytes() * demand.brokerCopies() * demand.outageHours() * SECONDS_AN_HOUR / 1e12);
        needs.put(
                "network in all, MB/s",
                rate
                        * (demand.rowBytes() * (1 + demand.warehouseReplicas())
                                + measured.streamBytes() * (1 + demand.brokerCopies()))
                        / 1e6);
        needs.put(
                "ClickHouse disk a day before merges, TB",
                rate * measured.warehouseBytes() * demand.warehouseReplicas() * 24 * SECONDS_AN_HOUR / 1e12);

        List<Limit> limits = List.of(
                        new Limit("one partition", partition, rate / partition, "log.partitions and task slots"),
                        new Limit("one slot", slot, rate / slot, "another source, or slots with disjoint publications"),
                        new Limit("one Debezium task", task, rate / task, "goes with its slot"),
                        new Limit("one source, any number of slots", source, rate / source, "another source server"),
                        new Limit(
                                "one core of Kafka",
                                carries(measured.cpu("kafka") * demand.brokerCopies(), use),
                                needs.get("cores of Kafka"),
                                "another broker"),
                        new Limit(
                                "one core of ClickHouse",
                                carries(measured.cpu("clickhouse"), use),
                                rowCores,
                                "a shard for each 16 cores or so"))
                .stream()
                .sorted(Comparator.comparingDouble(Limit::changesPerSecond))
                .toList();
        return new Sizing(needs, limits);
    }

    private static double carries(double micros, double use) {
        return use * MICROS / micros;
    }

    private static double cores(double rate, double micros, double use) {
        return rate * micros / MICROS / use;
    }
}
