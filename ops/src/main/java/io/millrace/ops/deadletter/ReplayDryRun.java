package io.millrace.ops.deadletter;

import io.millrace.clickhouse.table.WritePreview;
import io.millrace.clickhouse.table.WritePreview.Effect;
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

/**
 * Decodes and plans a dead letter's record as the pipeline would, and previews its effect on the row. Writes nothing.
 */
final class ReplayDryRun {
    private final TypeMapping types;
    private final SchemaPolicy policy;
    private final WritePreview preview;
    private final LongSupplier landedLsn;

    /** @param landedLsn the highest LSN that has landed */
    ReplayDryRun(TypeMapping types, SchemaPolicy policy, WritePreview preview, LongSupplier landedLsn) {
        this.types = types;
        this.policy = policy;
        this.preview = preview;
        this.landedLsn = landedLsn;
    }

    /** What replaying would do, with the edit. */
    ReplayVerdict of(StoredDeadLetter original, DeadLetterEdit edit) {
        StoredDeadLetter deadLetter;
        try {
            deadLetter = edit.apply(original);
        } catch (DeadLetterEdit.Impossible e) {
            return new ReplayVerdict(
                    original.id(),
                    ReplayVerdict.Outcome.REFUSED,
                    "The edit cannot be created: " + e.getMessage() + ".");
        }
        DecodedRecord decoded = decode(deadLetter.record());
        if (decoded instanceof DecodedRecord.Rejected rejected) {
            return rejected(original, rejected.deadLetter());
        }
        ChangeEvent event = ((DecodedRecord.Event) decoded).event();
        if (!edit.isNone()) {
            Optional<String> refusal = new KeptPosition(original, landedLsn).objection(event);
            if (refusal.isPresent()) {
                return new ReplayVerdict(original.id(), ReplayVerdict.Outcome.REFUSED, refusal.get());
            }
        }
        try {
            return planned(deadLetter, event);
        } catch (WarehouseException e) {
            if (e.code().action() != Action.DEAD_LETTER) {
                throw e;
            }
            return new ReplayVerdict(original.id(), ReplayVerdict.Outcome.REJECTED, e.code() + ": " + e.getMessage());
        }
    }

    /** A change that has no JSON form is a block of its own; an unreadable one ends the block. */
    private DecodedRecord decode(LogRecord record) {
        if (BlockReader.isBlock(record.value())) {
            List<DecodedRecord> changes = new BlockDecoder(types).decode(record);
            if (!changes.isEmpty()) {
                return changes.get(Math.min(record.at().index(), changes.size() - 1));
            }
        }
        return new DebeziumJsonDecoder(types, DebeziumJsonDecoder.DEFAULT_MAX_BYTES).decode(record);
    }

    private static ReplayVerdict rejected(StoredDeadLetter deadLetter, DeadLetter again) {
        return new ReplayVerdict(deadLetter.id(), ReplayVerdict.Outcome.REJECTED, again.code() + ": " + again.reason());
    }

    private ReplayVerdict planned(StoredDeadLetter deadLetter, ChangeEvent event) {
        List<ChangeEvent> events = List.of(event);
        WritePlan plan =
                new WritePlanner(types, policy, table -> false).plan(events, TableLookup.of(events, preview::find));
        if (!plan.deadLetters().isEmpty()) {
            return rejected(deadLetter, plan.deadLetters().get(0));
        }
        String evolution = evolution(plan.evolutions());
        Optional<String> resync = plan.evolutions().stream()
                .filter(EvolutionPlan::wantsResync)
                .map(EvolutionPlan::resync)
                .findFirst();
        if (resync.isPresent()) {
            return new ReplayVerdict(
                    deadLetter.id(),
                    ReplayVerdict.Outcome.RELOADS,
                    "The table would be loaded again: " + resync.get() + ".");
        }
        if (!(event instanceof RowChange)) {
            return new ReplayVerdict(
                    deadLetter.id(),
                    ReplayVerdict.Outcome.LANDS,
                    "The record is not the change of a row, and would be" + " recorded.");
        }
        if (!evolution.isEmpty()) {
            return new ReplayVerdict(deadLetter.id(), ReplayVerdict.Outcome.LANDS, evolution + what(event));
        }
        List<Effect> effects = new ArrayList<>();
        for (TableBatch batch : plan.batches()) {
            batch.changes().forEach(change -> effects.add(preview.effect(batch.table(), change)));
        }
        return verdict(deadLetter, event, effects);
    }

    private static ReplayVerdict verdict(StoredDeadLetter deadLetter, ChangeEvent event, List<Effect> effects) {
        if (effects.contains(Effect.SHOWN)) {
            return new ReplayVerdict(deadLetter.id(), ReplayVerdict.Outcome.LANDS, what(event));
        }
        if (effects.contains(Effect.THERE)) {
            return new ReplayVerdict(
                    deadLetter.id(),
                    ReplayVerdict.Outcome.THERE,
                    "The warehouse has this version of the row; an edit would replace its values.");
        }
        return new ReplayVerdict(
                deadLetter.id(),
                ReplayVerdict.Outcome.SUPERSEDED,
                "The warehouse has a newer version of the row, or the table was emptied or loaded again since: nothing"
                        + " changes.");
    }

    private static String what(ChangeEvent event) {
        return switch (event.kind()) {
            case DELETE -> "The row would be gone.";
            case UPDATE -> "The row would be as this change left it.";
            case INSERT, SNAPSHOT_READ -> "The row would be there.";
            case TRUNCATE, DESCRIBED, SCHEMA_SEEN, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE ->
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
