package io.millrace.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random and damaged records among good ones, decoded and planned: each becomes an event or a dead letter, at once, and every
 * good one is in a plan. Runs for {@code millrace.fuzz.minutes}, some seconds if that is not set; {@code millrace.fuzz.seed}
 * repeats a run.
 */
final class DecoderFuzzIT {
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int BATCH = 40;

    private final long seed = Long.getLong("millrace.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Tables tables = new Tables();
    private DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();
    private final WritePlanner planner = new WritePlanner();
    private long offset;
    private long good;
    private long events;
    private long deadLetters;

    /** The warehouse's tables as the plans have made them. */
    private static final class Tables {
        private final Map<TableId, WarehouseTable> tables = new HashMap<>();

        FoundTables find(Set<Long> oids, Set<TableId> names) {
            Map<Long, WarehouseTable> byOid = new HashMap<>();
            tables.values().stream()
                    .filter(table -> oids.contains(table.origin().oid()))
                    .forEach(table -> byOid.putIfAbsent(table.origin().oid(), table));
            Map<TableId, WarehouseTable> byName = new HashMap<>(tables);
            byName.keySet().retainAll(names);
            return new FoundTables(byOid, byName);
        }
    }

    @Test
    void everyRecordBecomesAnEventOrADeadLetterAndNoGoodOneIsLost() {
        long nanos = (long) (Double.parseDouble(System.getProperty("millrace.fuzz.minutes", "0.3")) * 60e9);
        System.out.println("decoder fuzz: -Dmillrace.fuzz.seed=" + seed + " for " + nanos / 1_000_000_000 + " s");
        Mutation mutation = new Mutation(
                random,
                GoldenFile.all().stream()
                        .map(GoldenFile::record)
                        .filter(record -> record.value() != null)
                        .toList());
        long end = System.nanoTime() + nanos;
        long rounds = 0;
        while (System.nanoTime() < end) {
            if (rounds++ % 500 == 0) {
                tables.tables.clear();
                decoder = new DebeziumJsonDecoder();
            }
            round(mutation);
        }
        System.out.println("decoder fuzz: " + offset + " records, " + events + " events, " + deadLetters
                + " dead letters, " + good + " good ones all planned");
        assertThat(events).isPositive();
        assertThat(deadLetters).isPositive();
    }

    private void round(Mutation mutation) {
        List<DecodedRecord.Event> decodedEvents = new ArrayList<>();
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < BATCH; i++) {
            boolean isGood = random.nextInt(4) == 0;
            String id = Long.toString(offset);
            LogRecord record = numbered(isGood ? good(id) : mutation.next());
            DecodedRecord decoded = decoded(record);
            if (decoded instanceof DecodedRecord.Event event) {
                decodedEvents.add(event);
                events++;
            } else if (decoded instanceof DecodedRecord.Rejected rejected) {
                deadLetter(rejected.deadLetter(), record);
                deadLetters++;
            }
            if (isGood) {
                assertThat(decoded).as(whichSeed()).isInstanceOf(DecodedRecord.Event.class);
                expected.add(id);
                good++;
            }
        }
        assertThat(planned(decodedEvents)).as(whichSeed()).containsAll(expected);
    }

    private LogRecord numbered(LogRecord record) {
        return new LogRecord(
                new StreamPosition("changes", 0, offset++, 9), record.key(), record.value(), record.headers());
    }

    /** A row of a table of its own, and a key of its own. */
    private static LogRecord good(String id) {
        String value = Envelope.insert()
                .replace("\"id\":1", "\"id\":" + id)
                .replace("\"table\":\"orders\"", "\"table\":\"kept\"");
        String key = Envelope.key().replace("\"id\":1", "\"id\":" + id);
        return Envelope.record(key, value);
    }

    private DecodedRecord decoded(LogRecord record) {
        long begin = System.nanoTime();
        try {
            return decoder.decode(record);
        } catch (Throwable e) {
            throw new AssertionError(whichSeed() + " threw for " + text(record), e);
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as(whichSeed())
                    .isLessThan(SLOW);
        }
    }

    private void deadLetter(DeadLetter deadLetter, LogRecord record) {
        assertThat(deadLetter.value()).isSameAs(record.value());
        assertThat(deadLetter.key()).isSameAs(record.key());
        assertThat(deadLetter.reason()).as(whichSeed()).endsWith(".");
    }

    /** The ids of the rows of the good table that would be written. */
    private Set<String> planned(List<DecodedRecord.Event> decoded) {
        long begin = System.nanoTime();
        WritePlan plan;
        try {
            List<ChangeEvent> all =
                    decoded.stream().map(DecodedRecord.Event::event).toList();
            plan = planner.plan(all, TableLookup.of(all, tables::find));
        } catch (Throwable e) {
            StringBuilder all = new StringBuilder();
            decoded.forEach(one -> all.append(text(one.record())).append('\n'));
            throw new AssertionError(whichSeed() + " threw while planning\n" + all, e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(whichSeed()).isLessThan(SLOW);
        plan.evolutions().forEach(evolution -> {
            if (!evolution.pauses()) {
                tables.tables.put(evolution.result().source(), evolution.result());
            }
        });
        Set<String> ids = new HashSet<>();
        plan.batches().stream()
                .filter(batch -> batch.table().source().table().equals("kept"))
                .flatMap(batch -> batch.changes().stream())
                .forEach(change -> ids.add(String.valueOf(change.row().values()[0])));
        return ids;
    }

    private String whichSeed() {
        return "-Dmillrace.fuzz.seed=" + seed + ", record " + offset;
    }

    private static String text(LogRecord record) {
        return (record.key() == null ? "null" : new String(record.key(), StandardCharsets.UTF_8)) + " -> "
                + (record.value() == null ? "null" : new String(record.value(), StandardCharsets.UTF_8)) + " "
                + record.headers().keySet();
    }
}
