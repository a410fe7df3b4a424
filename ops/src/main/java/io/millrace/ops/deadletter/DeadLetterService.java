package io.millrace.ops.deadletter;

import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionEntry;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionEntry.Kind;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterActionTable;
import io.millrace.core.error.DeadLetterId;
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
 * Replays and discards dead letters. Each request is recorded before it is carried out, with who and when; the dead
 * letters themselves are never changed. One request at a time.
 */
public final class DeadLetterService {
    /** Limit per request; the next one continues after {@link Done#next()}. */
    public static final int MAX_DEAD_LETTERS = 500;

    /** Limit per dry run, which queries the warehouse for each dead letter. */
    public static final int MAX_DRY_RUN = 200;

    /** Larger records are not held in memory: 4 MiB. */
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final long HELD_BYTES = 8L * 1024 * 1024;
    private static final int HELD_DEAD_LETTERS = 100;

    private final DeadLetterStore store;
    private final DeadLetterActionTable actions;
    private final ReplayDryRun dryRun;
    private final Supplier<ReplayLog> log;

    DeadLetterService(
            DeadLetterStore store, DeadLetterActionTable actions, ReplayDryRun dryRun, Supplier<ReplayLog> log) {
        this.store = store;
        this.actions = actions;
        this.dryRun = dryRun;
        this.log = log;
    }

    /**
     * The requester and the reason.
     *
     * @param who the given name
     * @param via where from
     * @param note in their words, or empty
     */
    public record Asker(String who, String via, String note) {}

    /**
     * The result.
     *
     * @param request its id in {@code millrace.dead_letter_actions}
     * @param done dead letters that were sent, or discarded
     * @param refused those that were not, and why
     * @param next continue after this one; null at the end
     */
    public record Done(
            String request,
            int done,
            List<ReplayVerdict> refused,
            @Nullable DeadLetterId next) {}

    /**
     * What replaying would do.
     *
     * @param total how many dead letters are selected
     * @param verdicts of the first of them
     */
    public record DryRunResult(long total, List<ReplayVerdict> verdicts) {}

    /** Previews a replay without changing anything. */
    public DryRunResult dryRun(DeadLetterSelection selection, DeadLetterEdit edit) {
        List<ReplayVerdict> verdicts = new ArrayList<>();
        for (DeadLetterStore.Found found : store.find(selection, MAX_DRY_RUN)) {
            verdicts.add(tooLarge(found)
                    .or(() -> store.read(found.id()).map(deadLetter -> dryRun.of(deadLetter, edit)))
                    .orElseGet(() -> gone(found.id())));
        }
        return new DryRunResult(store.count(selection), verdicts);
    }

    /** Sends the records again; edited ones only if they would not be rejected again. */
    public synchronized Done replay(DeadLetterSelection selection, DeadLetterEdit edit, Asker asker) {
        String request = UUID.randomUUID().toString();
        List<DeadLetterStore.Found> found = store.find(selection, MAX_DEAD_LETTERS);
        List<ReplayVerdict> refused = new ArrayList<>();
        int sent = 0;
        try (ReplayLog open = log.get()) {
            Batch batch = new Batch(request, asker, open);
            for (DeadLetterStore.Found one : found) {
                Optional<ReplayVerdict> refusal = tooLarge(one);
                Optional<StoredDeadLetter> deadLetter = refusal.isPresent() ? Optional.empty() : store.read(one.id());
                if (deadLetter.isPresent() && !edit.isNone()) {
                    refusal = refusal(deadLetter.get(), edit);
                }
                if (refusal.isPresent() || deadLetter.isEmpty()) {
                    refused.add(refusal.orElseGet(() -> gone(one.id())));
                    continue;
                }
                batch.add(deadLetter.get(), edit);
                if (batch.isFull()) {
                    sent += batch.send(refused);
                }
            }
            sent += batch.send(refused);
        }
        return new Done(request, sent, refused, next(selection, found));
    }

    /** Discards dead letters. */
    public synchronized Done discard(DeadLetterSelection selection, Asker asker) {
        String request = UUID.randomUUID().toString();
        List<DeadLetterStore.Found> found = store.find(selection, MAX_DEAD_LETTERS);
        actions.write(found.stream()
                .map(one -> new DeadLetterActionEntry(
                        one.id(), request, Kind.DISCARD, asker.who(), asker.via(), asker.note(), null, null))
                .toList());
        return new Done(request, found.size(), List.of(), next(selection, found));
    }

    private Optional<ReplayVerdict> refusal(StoredDeadLetter deadLetter, DeadLetterEdit edit) {
        ReplayVerdict verdict = dryRun.of(deadLetter, edit);
        return switch (verdict.outcome()) {
            case REJECTED, REFUSED -> Optional.of(verdict);
            case LANDS, SUPERSEDED, THERE, RELOADS -> Optional.empty();
        };
    }

    private static Optional<ReplayVerdict> tooLarge(DeadLetterStore.Found found) {
        return found.bytes() <= MOST_BYTES
                ? Optional.empty()
                : Optional.of(
                        new ReplayVerdict(
                                found.id(),
                                ReplayVerdict.Outcome.REFUSED,
                                "Its record has " + found.bytes() + " bytes, more than the " + MOST_BYTES
                                        + " that can be replayed: read its row from the source again by `millrace resync`, or POST /api/resyncs."));
    }

    private static ReplayVerdict gone(DeadLetterId deadLetter) {
        return new ReplayVerdict(deadLetter, ReplayVerdict.Outcome.REFUSED, "There is no such dead letter.");
    }

    private static @Nullable DeadLetterId next(DeadLetterSelection selection, List<DeadLetterStore.Found> found) {
        return selection.isByName() || found.size() < MAX_DEAD_LETTERS
                ? null
                : found.get(found.size() - 1).id();
    }

    /** Dead letters that are recorded and sent together. */
    private final class Batch {
        private final String request;
        private final Asker asker;
        private final ReplayLog open;
        private final List<DeadLetterActionEntry> asked = new ArrayList<>();
        private final List<ReplayLog.Sent> records = new ArrayList<>();
        private long bytes;

        Batch(String request, Asker asker, ReplayLog open) {
            this.request = request;
            this.asker = asker;
            this.open = open;
        }

        void add(StoredDeadLetter original, DeadLetterEdit edit) {
            StoredDeadLetter deadLetter = edit.apply(original);
            asked.add(new DeadLetterActionEntry(
                    deadLetter.id(),
                    request,
                    Kind.REPLAY,
                    asker.who(),
                    asker.via(),
                    asker.note(),
                    null,
                    edit.isNone() ? null : new DeadLetterActionEntry.Edit(deadLetter.key(), deadLetter.value())));
            Map<String, byte[]> headers = new HashMap<>(deadLetter.headers());
            headers.put(StreamHeader.REPLAY, new Replay(deadLetter.id(), request).header());
            records.add(new ReplayLog.Sent(
                    deadLetter.id().topic(),
                    deadLetter.id().partition(),
                    deadLetter.key(),
                    deadLetter.value(),
                    headers));
            bytes += deadLetter.value() == null ? 0 : deadLetter.value().length;
        }

        boolean isFull() {
            return bytes > HELD_BYTES || records.size() >= HELD_DEAD_LETTERS;
        }

        /** @return how many were appended to the log */
        int send(List<ReplayVerdict> refused) {
            if (asked.isEmpty()) {
                return 0;
            }
            // The request first, so that it is recorded whatever happens next.
            actions.write(asked);
            List<Optional<String>> failures = open.append(records);
            List<DeadLetterActionEntry> failed = new ArrayList<>();
            for (int i = 0; i < failures.size(); i++) {
                DeadLetterId deadLetter = asked.get(i).deadLetter();
                failures.get(i).ifPresent(reason -> {
                    failed.add(new DeadLetterActionEntry(
                            deadLetter,
                            request,
                            Kind.FAILED,
                            "ops",
                            "",
                            "",
                            new DeadLetterActionEntry.Failure("", reason, "Check that Kafka runs, then replay again."),
                            null));
                    refused.add(new ReplayVerdict(deadLetter, ReplayVerdict.Outcome.REFUSED, reason));
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
