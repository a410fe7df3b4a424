package io.millrace.ops.letters;

import io.millrace.clickhouse.table.Outlook;
import io.millrace.clickhouse.table.Outlook.Fate;
import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.DebeziumJsonDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode.Action;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.core.wire.BlockReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Decodes and plans a letter's record as the pipeline would, and asks the warehouse what it has of the row. Writes nothing. */
final class Rehearsal {
    private final TypeMapping types;
    private final SchemaPolicy policy;
    private final Outlook outlook;
    private final LongSupplier landedLsn;

    /** @param landedLsn the highest LSN that has landed */
    Rehearsal(TypeMapping types, SchemaPolicy policy, Outlook outlook, LongSupplier landedLsn) {
        this.types = types;
        this.policy = policy;
        this.outlook = outlook;
        this.landedLsn = landedLsn;
    }

    /** What replaying would do, with the edit. */
    Verdict of(StoredLetter original, LetterEdit edit) {
        StoredLetter letter;
        try {
            letter = edit.apply(original);
        } catch (LetterEdit.Impossible e) {
            return new Verdict(
                    original.id(), Verdict.Outcome.REFUSED, "The edit cannot be made: " + e.getMessage() + ".");
        }
        DecodedRecord decoded = decode(letter.record());
        if (decoded instanceof DecodedRecord.Rejected rejected) {
            return rejected(original, rejected.letter());
        }
        ChangeEvent event = ((DecodedRecord.Event) decoded).event();
        if (!edit.isNone()) {
            Optional<String> refusal = new KeptPosition(original, landedLsn).objection(event);
            if (refusal.isPresent()) {
                return new Verdict(original.id(), Verdict.Outcome.REFUSED, refusal.get());
            }
        }
        try {
            return planned(letter, event);
        } catch (WarehouseException e) {
            if (e.code().action() != Action.DEAD_LETTER) {
                throw e;
            }
            return new Verdict(original.id(), Verdict.Outcome.REJECTED, e.code() + ": " + e.getMessage());
        }
    }

    /** A change of a block that has no JSON is a block of its own; one that cannot be read is the last that it tells. */
    private DecodedRecord decode(LogRecord record) {
        if (BlockReader.isBlock(record.value())) {
            List<DecodedRecord> changes = new BlockDecoder(types).decode(record);
            if (!changes.isEmpty()) {
                return changes.get(Math.min(record.at().index(), changes.size() - 1));
            }
        }
        return new DebeziumJsonDecoder(types, DebeziumJsonDecoder.DEFAULT_MAX_BYTES).decode(record);
    }

    private static Verdict rejected(StoredLetter letter, DeadLetter again) {
        return new Verdict(letter.id(), Verdict.Outcome.REJECTED, again.code() + ": " + again.reason());
    }

    private Verdict planned(StoredLetter letter, ChangeEvent event) {
        List<ChangeEvent> events = List.of(event);
        WritePlan plan =
                new WritePlanner(types, policy, table -> false).plan(events, TableLookup.of(events, outlook::find));
        if (!plan.letters().isEmpty()) {
            return rejected(letter, plan.letters().get(0));
        }
        String evolution = evolution(plan.evolutions());
        Optional<String> resync = plan.evolutions().stream()
                .filter(EvolutionPlan::wantsResync)
                .map(EvolutionPlan::resync)
                .findFirst();
        if (resync.isPresent()) {
            return new Verdict(
                    letter.id(), Verdict.Outcome.RELOADS, "The table would be loaded again: " + resync.get() + ".");
        }
        if (!(event instanceof RowChange)) {
            return new Verdict(
                    letter.id(), Verdict.Outcome.LANDS, "The record is no row's change, and would be taken note of.");
        }
        if (!evolution.isEmpty()) {
            return new Verdict(letter.id(), Verdict.Outcome.LANDS, evolution + what(event));
        }
        List<Fate> fates = new ArrayList<>();
        for (TableBatch batch : plan.batches()) {
            batch.changes().forEach(change -> fates.add(outlook.fate(batch.table(), change)));
        }
        return verdict(letter, event, fates);
    }

    private static Verdict verdict(StoredLetter letter, ChangeEvent event, List<Fate> fates) {
        if (fates.contains(Fate.SHOWN)) {
            return new Verdict(letter.id(), Verdict.Outcome.LANDS, what(event));
        }
        if (fates.contains(Fate.THERE)) {
            return new Verdict(
                    letter.id(),
                    Verdict.Outcome.THERE,
                    "The warehouse has this version of the row; an edit would replace its values.");
        }
        return new Verdict(
                letter.id(),
                Verdict.Outcome.SUPERSEDED,
                "The warehouse has a newer version of the row, or the table was emptied or loaded again since: nothing"
                        + " changes.");
    }

    private static String what(ChangeEvent event) {
        return switch (event.kind()) {
            case DELETE -> "The row would be gone.";
            case UPDATE -> "The row would be as this change left it.";
            case INSERT, SNAPSHOT_READ -> "The row would be there.";
            case TRUNCATE, DESCRIBED, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE ->
                throw new IllegalArgumentException(event.kind() + " is no change of a row");
        };
    }

    private static String evolution(List<EvolutionPlan> evolutions) {
        Set<String> kinds = new TreeSet<>();
        evolutions.forEach(plan ->
                plan.changes().forEach(change -> kinds.add(change.kind().name().toLowerCase(java.util.Locale.ROOT))));
        return kinds.isEmpty()
                ? ""
                : kinds.stream().collect(Collectors.joining(", ", "The table would change first (", "). "));
    }
}
