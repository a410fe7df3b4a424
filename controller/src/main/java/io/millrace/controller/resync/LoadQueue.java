package io.millrace.controller.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.postgres.catalog.TableSize;
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
 * The queue of requests for loads. Requests for one table are merged, unless the table is being loaded: then they wait
 * for the end of that load, which may have begun too early for them. Loads of some rows come first; then small tables,
 * many at once, as finishing a load takes longer than reading them; then large ones, one by one, so that none waits for
 * another and a kill costs at most one. Not thread-safe.
 */
final class LoadQueue {
    /** Requests for rows that become one; a longer statement gains nothing. */
    private static final int ROWS_TOGETHER = 200;
    /** Limit of whole tables per snapshot: the first ones land only with the last. */
    private static final int TABLES_TOGETHER = 200;
    /** Limit of their total size. */
    private static final long BYTES_TOGETHER = 64L * 1024 * 1024;

    /** Kinds of reads: one of each runs at a time. */
    enum ReadingKind {
        /** Some rows, or small tables. */
        SMALL,
        /** One large table. */
        LARGE
    }

    /**
     * Tables that are read from one snapshot.
     *
     * @param tables the requests for each
     * @param bytes their total size, 0 if unknown
     */
    record Reading(List<List<ResyncRequest>> tables, ReadingKind kind, long bytes) {
        Reading {
            tables = tables.stream().map(List::copyOf).toList();
            requireNonNull(kind, "kind is null");
        }

        List<ResyncRequest> requests() {
            return tables.stream().flatMap(List::stream).toList();
        }

        /** Whether it can be split in two. */
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
    /** By request rather than by table: the source can change, and a busy table must become free again. */
    private final Map<String, Object> keys = new HashMap<>();

    private final Map<Object, Long> notBefore = new HashMap<>();
    /** A request that failed alone is not read together with others again. */
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
     * @param nanos the current time, by {@link System#nanoTime}
     */
    Optional<Reading> next(Set<ReadingKind> free, long nanos) {
        if (free.isEmpty() || isEmpty()) {
            return Optional.empty();
        }
        if (!halves.isEmpty() && free.contains(halves.getFirst().kind())) {
            return Optional.of(halves.removeFirst());
        }
        notBefore.values().removeIf(time -> time - nanos <= 0);
        Optional<Reading> next = plan(waiting.stream()
                        .filter(request -> !isBusy(request) && !notBefore.containsKey(key(request)))
                        .toList())
                .stream()
                .filter(reading -> free.contains(reading.kind()))
                .findFirst();
        next.ifPresent(reading -> {
            Set<ResyncRequest> taken = new HashSet<>(reading.requests());
            waiting.removeIf(taken::contains);
            taken.forEach(request -> busy.add(key(request)));
        });
        return next;
    }

    /** A read is done. */
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

    /** A read could not be done now: others go first. */
    void later(Reading reading, long notBeforeNanos) {
        release(reading);
        waiting.addAll(0, reading.requests());
        reading.requests().forEach(request -> notBefore.put(key(request), notBeforeNanos));
        if (reading.tables().size() == 1) {
            alone.add(key(reading.tables().get(0).get(0)));
        }
    }

    /** A read of several tables or requests failed for an unknown one of them: its halves are read separately. */
    void split(Reading reading) {
        if (reading.tables().size() == 1) {
            List<ResyncRequest> requests = reading.requests();
            int half = requests.size() / 2;
            halves.add(new Reading(List.of(requests.subList(0, half)), reading.kind(), reading.bytes()));
            halves.add(new Reading(List.of(requests.subList(half, requests.size())), reading.kind(), reading.bytes()));
            return;
        }
        int half = reading.tables().size() / 2;
        halves.add(new Reading(reading.tables().subList(0, half), reading.kind(), reading.bytes() / 2));
        halves.add(new Reading(
                reading.tables().subList(half, reading.tables().size()), reading.kind(), reading.bytes() / 2));
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
                rows.add(new Reading(List.of(table), ReadingKind.SMALL, 0));
            } else if (bytes > BYTES_TOGETHER) {
                large.add(new Reading(List.of(table), ReadingKind.LARGE, bytes));
            } else if (alone.contains(key(table.get(0)))) {
                single.add(new Reading(List.of(table), ReadingKind.SMALL, bytes));
            } else {
                if (group.size() == TABLES_TOGETHER || together + bytes > BYTES_TOGETHER) {
                    small.add(new Reading(group, ReadingKind.SMALL, together));
                    group = new ArrayList<>();
                    together = 0;
                }
                group.add(table);
                together += bytes;
            }
        }
        if (!group.isEmpty()) {
            small.add(new Reading(group, ReadingKind.SMALL, together));
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
     * Identifies a table: by OID, if known. Several tables can have had the same name, of which only the last exists.
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

    /** For all rows, if one of them is for all rows. */
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

    /** All kinds. */
    static Set<ReadingKind> kinds() {
        return EnumSet.allOf(ReadingKind.class);
    }
}
