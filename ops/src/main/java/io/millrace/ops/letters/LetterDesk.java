package io.millrace.ops.letters;

import io.millrace.clickhouse.bookkeeping.LetterAction;
import io.millrace.clickhouse.bookkeeping.LetterAction.Kind;
import io.millrace.clickhouse.bookkeeping.LetterActionTable;
import io.millrace.core.error.LetterId;
import io.millrace.core.error.Replay;
import io.millrace.core.event.StreamHeader;
import io.millrace.kafka.ReplayLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replays and discards letters. Each request is recorded before anything is done, with who and when; the letters themselves
 * are never changed. One request at a time.
 */
public final class LetterDesk {
    /** Of one request: more are for the next, which goes on behind {@link Done#next()}. */
    public static final int MOST_LETTERS = 500;

    /** Of one dry run, which asks the warehouse for each letter. */
    public static final int MOST_REHEARSED = 200;

    /** Larger records are not held in this process' memory: 4 MiB. */
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final long HELD_BYTES = 8L * 1024 * 1024;
    private static final int HELD_LETTERS = 100;

    private final LetterStore store;
    private final LetterActionTable actions;
    private final Rehearsal rehearsal;
    private final Supplier<ReplayLog> log;

    LetterDesk(LetterStore store, LetterActionTable actions, Rehearsal rehearsal, Supplier<ReplayLog> log) {
        this.store = store;
        this.actions = actions;
        this.rehearsal = rehearsal;
        this.log = log;
    }

    /**
     * Who asks, and why.
     *
     * @param who a name as given
     * @param via from where
     * @param note in their words, or empty
     */
    public record Asker(String who, String via, String note) {}

    /**
     * What was done.
     *
     * @param request names it in {@code millrace.dead_letter_actions}
     * @param done letters that were sent, or discarded
     * @param refused those that were not, and why
     * @param next go on behind this one; null: that was all
     */
    public record Done(
            String request,
            int done,
            List<Verdict> refused,
            @Nullable LetterId next) {}

    /**
     * What replaying would do.
     *
     * @param total how many letters are selected
     * @param verdicts of the first of them
     */
    public record Rehearsed(long total, List<Verdict> verdicts) {}

    /** Says what replaying would do, and does nothing. */
    public Rehearsed rehearse(LetterSelection selection, LetterEdit edit) {
        List<Verdict> verdicts = new ArrayList<>();
        for (LetterStore.Found found : store.find(selection, MOST_REHEARSED)) {
            verdicts.add(tooLarge(found)
                    .or(() -> store.read(found.id()).map(letter -> rehearsal.of(letter, edit)))
                    .orElseGet(() -> gone(found.id())));
        }
        return new Rehearsed(store.count(selection), verdicts);
    }

    /** Sends the records again, edited ones only where they would not be rejected again. */
    public synchronized Done replay(LetterSelection selection, LetterEdit edit, Asker asker) {
        String request = UUID.randomUUID().toString();
        List<LetterStore.Found> found = store.find(selection, MOST_LETTERS);
        List<Verdict> refused = new ArrayList<>();
        int sent = 0;
        try (ReplayLog open = log.get()) {
            Batch batch = new Batch(request, asker, open);
            for (LetterStore.Found one : found) {
                Optional<Verdict> refusal = tooLarge(one);
                Optional<StoredLetter> letter = refusal.isPresent() ? Optional.empty() : store.read(one.id());
                if (letter.isPresent() && !edit.isNone()) {
                    refusal = refusal(letter.get(), edit);
                }
                if (refusal.isPresent() || letter.isEmpty()) {
                    refused.add(refusal.orElseGet(() -> gone(one.id())));
                    continue;
                }
                batch.add(letter.get(), edit);
                if (batch.isFull()) {
                    sent += batch.send(refused);
                }
            }
            sent += batch.send(refused);
        }
        return new Done(request, sent, refused, next(selection, found));
    }

    /** Notes that the letters need not land. */
    public synchronized Done discard(LetterSelection selection, Asker asker) {
        String request = UUID.randomUUID().toString();
        List<LetterStore.Found> found = store.find(selection, MOST_LETTERS);
        actions.write(found.stream()
                .map(one -> new LetterAction(
                        one.id(), request, Kind.DISCARD, asker.who(), asker.via(), asker.note(), null, null))
                .toList());
        return new Done(request, found.size(), List.of(), next(selection, found));
    }

    private Optional<Verdict> refusal(StoredLetter letter, LetterEdit edit) {
        Verdict verdict = rehearsal.of(letter, edit);
        return switch (verdict.outcome()) {
            case REJECTED, REFUSED -> Optional.of(verdict);
            case LANDS, SUPERSEDED, THERE, RELOADS -> Optional.empty();
        };
    }

    private static Optional<Verdict> tooLarge(LetterStore.Found found) {
        return found.bytes() <= MOST_BYTES
                ? Optional.empty()
                : Optional.of(
                        new Verdict(
                                found.id(),
                                Verdict.Outcome.REFUSED,
                                "Its record has " + found.bytes() + " bytes, more than the " + MOST_BYTES
                                        + " that can be replayed: read its row from the source again by `millrace resync`, or POST /api/resyncs."));
    }

    private static Verdict gone(LetterId letter) {
        return new Verdict(letter, Verdict.Outcome.REFUSED, "There is no such letter.");
    }

    private static @Nullable LetterId next(LetterSelection selection, List<LetterStore.Found> found) {
        return selection.isByName() || found.size() < MOST_LETTERS
                ? null
                : found.get(found.size() - 1).id();
    }

    /** A few letters that are recorded and sent together. */
    private final class Batch {
        private final String request;
        private final Asker asker;
        private final ReplayLog open;
        private final List<LetterAction> asked = new ArrayList<>();
        private final List<ReplayLog.Sent> records = new ArrayList<>();
        private long bytes;

        Batch(String request, Asker asker, ReplayLog open) {
            this.request = request;
            this.asker = asker;
            this.open = open;
        }

        void add(StoredLetter original, LetterEdit edit) {
            StoredLetter letter = edit.apply(original);
            asked.add(new LetterAction(
                    letter.id(),
                    request,
                    Kind.REPLAY,
                    asker.who(),
                    asker.via(),
                    asker.note(),
                    null,
                    edit.isNone() ? null : new LetterAction.Edit(letter.key(), letter.value())));
            Map<String, byte[]> headers = new HashMap<>(letter.headers());
            headers.put(StreamHeader.REPLAY, new Replay(letter.id(), request).header());
            records.add(new ReplayLog.Sent(
                    letter.id().topic(), letter.id().partition(), letter.key(), letter.value(), headers));
            bytes += letter.value() == null ? 0 : letter.value().length;
        }

        boolean isFull() {
            return bytes > HELD_BYTES || records.size() >= HELD_LETTERS;
        }

        /** @return how many the log has taken */
        int send(List<Verdict> refused) {
            if (asked.isEmpty()) {
                return 0;
            }
            // First who asked for it: whatever happens then, it is known.
            actions.write(asked);
            List<Optional<String>> failures = open.append(records);
            List<LetterAction> failed = new ArrayList<>();
            for (int i = 0; i < failures.size(); i++) {
                LetterId letter = asked.get(i).letter();
                failures.get(i).ifPresent(reason -> {
                    failed.add(new LetterAction(
                            letter,
                            request,
                            Kind.FAILED,
                            "ops",
                            "",
                            "",
                            new LetterAction.Failure("", reason, "See that Kafka runs, then replay again."),
                            null));
                    refused.add(new Verdict(letter, Verdict.Outcome.REFUSED, reason));
                });
            }
            int sent = asked.size() - failed.size();
            actions.write(failed);
            asked.clear();
            records.clear();
            bytes = 0;
            return sent;
        }
    }
}
