package io.millrace.controller.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.postgres.TableSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Requests for loads in the order in which they are served. Those for one table become one, unless the table is being loaded at
 * this moment: then they wait for the end of that load, which may have begun too early for them. Loads of some rows come first;
 * then small tables, many at once, for the end of a load takes longer than reading them; then large ones, each by itself, so that
 * none waits for another and a kill costs no more than one. For one thread.
 */
final class LoadQueue {
    /** Requests for rows that become one; a longer statement gains nothing. */
    private static final int ROWS_TOGETHER = 200;
    /** Whole tables that are read from one snapshot: those that come first land with the last of them. */
    private static final int TABLES_TOGETHER = 200;
    /** How large they may be together. */
    private static final long BYTES_TOGETHER = 64L * 1024 * 1024;

    /** What is read side by side: one reading of each at a time. */
    enum Lane {
        /** Some rows, or small tables. */
        SMALL,
        /** One large table. */
        LARGE
    }

    /**
     * Tables that are read from one snapshot.
     *
     * @param tables the requests for each
     * @param bytes how large they are together, 0 where that is not known
     */
    record Reading(List<List<ResyncRequest>> tables, Lane lane, long bytes) {
        Reading {
            tables = tables.stream().map(List::copyOf).toList();
            requireNonNull(lane, "lane is null");
        }

        List<ResyncRequest> requests() {
            return tables.stream().flatMap(List::stream).toList();
        }

        /** Whether its halves can be read apart. */
        boolean canBeSplit() {
            return tables.size() > 1
                    || (tables.get(0).size() > 1 && !merged().get(0).wholeTable());
        }

        /** One request for each table, with the id of the first. */
        List<ResyncRequest> merged() {
            return tables.stream().map(LoadQueue::merged).toList();
        }
    }

    private final List<ResyncRequest> waiting = new ArrayList<>();
    private final Deque<Reading> halves = new ArrayDeque<>();
    private final Set<Object> busy = new HashSet<>();
    /** By request: what is known of the source changes, a table that is busy must become free again. */
    private final Map<String, Object> keys = new HashMap<>();

    private final Map<Object, Long> notBefore = new HashMap<>();
    /** What could not be read by itself is not read with others again. */
    private final Set<Object> alone = new HashSet<>();

    private Map<TableId, TableSize> sizes = Map.of();

    /** @param sizes of the captured tables, as far as they are known */
    void add(List<ResyncRequest> requests, Map<TableId, TableSize> sizes) {
        if (!sizes.isEmpty()) {
            this.sizes = Map.copyOf(sizes);
        }
        waiting.addAll(requests);
        requests.forEach(request -> keys.put(request.id(), identity(request)));
    }

    boolean isEmpty() {
        return waiting.isEmpty() && halves.isEmpty();
    }

    /**
     * What can be read next; its tables are busy until {@link #finished} or {@link #later}.
     *
     * @param free where nothing is being read
     * @param nanos the time of now, as {@link System#nanoTime} has it
     */
    Optional<Reading> next(Set<Lane> free, long nanos) {
        if (free.isEmpty() || isEmpty()) {
            return Optional.empty();
        }
        if (!halves.isEmpty() && free.contains(halves.getFirst().lane())) {
            return Optional.of(halves.removeFirst());
        }
        notBefore.values().removeIf(time -> time - nanos <= 0);
        Optional<Reading> next = plan(waiting.stream()
                        .filter(request -> !isBusy(request) && !notBefore.containsKey(key(request)))
                        .toList())
                .stream()
                .filter(reading -> free.contains(reading.lane()))
                .findFirst();
        next.ifPresent(reading -> {
            Set<ResyncRequest> taken = new HashSet<>(reading.requests());
            waiting.removeIf(taken::contains);
            taken.forEach(request -> busy.add(key(request)));
        });
        return next;
    }

    /** A reading is over. */
    void finished(Reading reading) {
        release(reading);
        reading.requests().forEach(request -> {
            alone.remove(key(request));
            keys.remove(request.id());
        });
    }

    private void release(Reading reading) {
        reading.requests().forEach(request -> busy.remove(key(request)));
    }

    /** A reading could not be done at this time: others go before it. */
    void later(Reading reading, long notBeforeNanos) {
        release(reading);
        waiting.addAll(0, reading.requests());
        reading.requests().forEach(request -> notBefore.put(key(request), notBeforeNanos));
        if (reading.tables().size() == 1) {
            alone.add(key(reading.tables().get(0).get(0)));
        }
    }

    /**
     * A reading of several tables, or of rows that several requests name, could not be done, and whose fault it was does not
     * show: its halves are read apart.
     */
    void split(Reading reading) {
        if (reading.tables().size() == 1) {
            List<ResyncRequest> requests = reading.requests();
            int half = requests.size() / 2;
            halves.add(new Reading(List.of(requests.subList(0, half)), reading.lane(), reading.bytes()));
            halves.add(new Reading(List.of(requests.subList(half, requests.size())), reading.lane(), reading.bytes()));
            return;
        }
        int half = reading.tables().size() / 2;
        halves.add(new Reading(reading.tables().subList(0, half), reading.lane(), reading.bytes() / 2));
        halves.add(new Reading(
                reading.tables().subList(half, reading.tables().size()), reading.lane(), reading.bytes() / 2));
    }

    /** What waits, in its order. */
    List<Reading> order() {
        List<Reading> order = new ArrayList<>(halves);
        List<ResyncRequest> ready = new ArrayList<>();
        List<ResyncRequest> held = new ArrayList<>();
        waiting.forEach(
                request -> (isBusy(request) || notBefore.containsKey(key(request)) ? held : ready).add(request));
        order.addAll(plan(ready));
        order.addAll(plan(held));
        return order;
    }

    private List<Reading> plan(Collection<ResyncRequest> requests) {
        List<Reading> rows = new ArrayList<>();
        List<Reading> small = new ArrayList<>();
        List<Reading> single = new ArrayList<>();
        List<Reading> large = new ArrayList<>();
        List<List<ResyncRequest>> group = new ArrayList<>();
        long together = 0;
        for (List<ResyncRequest> table : byTable(requests)) {
            long bytes = bytes(table.get(0));
            if (!merged(table).wholeTable()) {
                rows.add(new Reading(List.of(table), Lane.SMALL, 0));
            } else if (bytes > BYTES_TOGETHER) {
                large.add(new Reading(List.of(table), Lane.LARGE, bytes));
            } else if (alone.contains(key(table.get(0)))) {
                single.add(new Reading(List.of(table), Lane.SMALL, bytes));
            } else {
                if (group.size() == TABLES_TOGETHER || together + bytes > BYTES_TOGETHER) {
                    small.add(new Reading(group, Lane.SMALL, together));
                    group = new ArrayList<>();
                    together = 0;
                }
                group.add(table);
                together += bytes;
            }
        }
        if (!group.isEmpty()) {
            small.add(new Reading(group, Lane.SMALL, together));
        }
        rows.addAll(small);
        rows.addAll(single);
        rows.addAll(large);
        return rows;
    }

    /** The order of tables is that of their first request. */
    private List<List<ResyncRequest>> byTable(Collection<ResyncRequest> requests) {
        Map<Object, List<ResyncRequest>> tables = new LinkedHashMap<>();
        requests.forEach(request ->
                tables.computeIfAbsent(key(request), table -> new ArrayList<>()).add(request));
        List<List<ResyncRequest>> groups = new ArrayList<>();
        for (List<ResyncRequest> same : tables.values()) {
            if (same.stream().anyMatch(ResyncRequest::wholeTable)) {
                groups.add(same);
            } else {
                // The rest follows: the table is busy until then.
                groups.add(same.subList(0, Math.min(same.size(), ROWS_TOGETHER)));
            }
        }
        return groups;
    }

    /**
     * What tells tables apart: the number, where it is known. One name can have been that of several tables, of which only the
     * last is still there.
     */
    private Object identity(ResyncRequest request) {
        if (request.oid() != 0) {
            return request.oid();
        }
        TableSize known = sizes.get(request.table());
        return known == null ? request.table() : (Object) known.oid();
    }

    /** Also by a request that knows only the name. */
    private boolean isBusy(ResyncRequest request) {
        return busy.contains(key(request)) || busy.contains(request.table());
    }

    private Object key(ResyncRequest request) {
        return keys.getOrDefault(request.id(), request.table());
    }

    private long bytes(ResyncRequest request) {
        TableSize known = sizes.get(request.table());
        return known == null ? 0 : known.bytes();
    }

    /** For all rows, where one of them wants that. */
    private static ResyncRequest merged(List<ResyncRequest> sameTable) {
        ResyncRequest first = sameTable.get(0);
        if (sameTable.size() == 1) {
            return first;
        }
        if (sameTable.stream().anyMatch(ResyncRequest::wholeTable)) {
            return first.with(List.of(), "");
        }
        return first.with(
                sameTable.stream()
                        .flatMap(request -> request.rows().stream())
                        .distinct()
                        .toList(),
                sameTable.stream()
                        .map(ResyncRequest::condition)
                        .filter(condition -> !condition.isEmpty())
                        .distinct()
                        // It may end in a comment.
                        .map(condition -> "(" + condition + "\n)")
                        .collect(Collectors.joining(" OR ")));
    }

    /** Every lane. */
    static Set<Lane> lanes() {
        return EnumSet.allOf(Lane.class);
    }
}
