package io.millrace.ops.http;

import com.fasterxml.jackson.core.JsonPointer;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.core.error.LetterId;
import io.millrace.ops.api.DeadLetterCommand;
import io.millrace.ops.api.DeadLetterReceipt;
import io.millrace.ops.api.DeadLetterRehearsal;
import io.millrace.ops.api.DeadLetterVerdict;
import io.millrace.ops.letters.LetterDesk;
import io.millrace.ops.letters.LetterEdit;
import io.millrace.ops.letters.LetterSelection;
import io.millrace.ops.letters.Verdict;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Acting on dead letters: dry run, replay, discard. */
public final class DeadLetterDeskApi {
    private static final int MOST_TEXT = 2_000;
    private static final int MOST_NAME = 100;
    private static final Set<String> CLIENTS = Set.of("console", "cli", "api");

    private final LetterDesk desk;
    private final String topic;

    /** Each can hold some megabytes. */
    private final Semaphore places = new Semaphore(2);

    /** @param topic the change stream that the letters come from */
    public DeadLetterDeskApi(LetterDesk desk, String topic) {
        this.desk = desk;
        this.topic = topic;
    }

    public List<Route> routes() {
        return List.of(
                new Route(HandlerType.POST, "/api/dead-letters/dry-run", request -> one(request, this::rehearse)),
                new Route(HandlerType.POST, "/api/dead-letters/replay", request -> one(request, this::replay)),
                new Route(HandlerType.POST, "/api/dead-letters/discard", request -> one(request, this::discard)));
    }

    private interface Step {
        Object take(Context request, DeadLetterCommand command);
    }

    /** A place is taken once the body is there: nobody keeps others from one by sending slowly. */
    private void one(Context request, Step step) throws IOException {
        DeadLetterCommand command = Body.read(request, DeadLetterCommand.class);
        if (!places.tryAcquire()) {
            throw ApiFailure.unavailable("Other dead letters are being worked on. Try again in a moment.");
        }
        try {
            Answers.json(request, step.take(request, command));
        } finally {
            places.release();
        }
    }

    private Object rehearse(Context request, DeadLetterCommand command) {
        LetterDesk.Rehearsed rehearsed = desk.rehearse(selection(command), edit(command));
        return new DeadLetterRehearsal(rehearsed.total(), verdicts(rehearsed.verdicts()));
    }

    private Object replay(Context request, DeadLetterCommand command) {
        return receipt(desk.replay(selection(command), edit(command), asker(request, command)));
    }

    private Object discard(Context request, DeadLetterCommand command) {
        LetterDesk.Asker asker = asker(request, command);
        if (asker.note().isBlank()) {
            throw ApiFailure.badRequest("Say in \"note\" why the letters need not land.");
        }
        if (command.edit() != null) {
            throw ApiFailure.badRequest("What is discarded is not edited.");
        }
        return receipt(desk.discard(selection(command), asker));
    }

    private static DeadLetterReceipt receipt(LetterDesk.Done done) {
        return new DeadLetterReceipt(
                done.request(),
                done.done(),
                verdicts(done.refused()),
                done.next() == null ? null : done.next().toString());
    }

    private static List<DeadLetterVerdict> verdicts(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> new DeadLetterVerdict(
                        verdict.letter().toString(),
                        verdict.outcome().name().toLowerCase(Locale.ROOT),
                        verdict.detail()))
                .toList();
    }

    private LetterSelection selection(DeadLetterCommand command) {
        List<LetterId> letters = command.letters() == null
                ? List.of()
                : command.letters().stream().map(this::letter).toList();
        boolean group = command.code() != null || command.table() != null;
        boolean all = Boolean.TRUE.equals(command.all());
        if ((letters.isEmpty() ? 0 : 1) + (group ? 1 : 0) + (all ? 1 : 0) != 1) {
            throw ApiFailure.badRequest("Say which letters: \"letters\", or \"code\" and \"table\", or \"all\": true.");
        }
        if (letters.size() > LetterDesk.MOST_LETTERS) {
            throw ApiFailure.badRequest("Name up to " + LetterDesk.MOST_LETTERS + " letters at a time.");
        }
        return new LetterSelection(
                letters, command.code(), command.table(), command.after() == null ? null : letter(command.after()));
    }

    private LetterId letter(String text) {
        return LetterId.parse(text)
                .filter(letter -> letter.topic().equals(topic))
                .orElseThrow(() -> ApiFailure.badRequest(
                        "A letter is named topic/partition/offset or topic/partition/offset.index, and those here are of topic "
                                + topic + "."));
    }

    private static LetterEdit edit(DeadLetterCommand command) {
        DeadLetterCommand.Edit edit = command.edit();
        if (edit == null) {
            return LetterEdit.NONE;
        }
        if (edit.value() != null && edit.valueBase64() != null) {
            throw ApiFailure.badRequest("Give one of \"value\" and \"valueBase64\".");
        }
        boolean whole = edit.value() != null || edit.valueBase64() != null || edit.keyBase64() != null;
        if (whole && (command.letters() == null || command.letters().size() != 1)) {
            throw ApiFailure.badRequest(
                    "A whole record can be given for one letter only; for more, use \"replace\" or \"set\".");
        }
        byte[] value = edit.value() == null
                ? base64(edit.valueBase64(), "valueBase64")
                : edit.value().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (value != null && value.length > LetterDesk.MOST_BYTES) {
            throw ApiFailure.tooLarge("The value has more than " + LetterDesk.MOST_BYTES + " bytes.");
        }
        return new LetterEdit(
                base64(edit.keyBase64(), "keyBase64"),
                value,
                edit.replace() == null
                        ? List.of()
                        : edit.replace().stream()
                                .map(DeadLetterDeskApi::replacement)
                                .toList(),
                edit.set() == null ? Map.of() : pointers(edit.set()));
    }

    private static <T> Map<String, T> pointers(Map<String, T> set) {
        for (String pointer : set.keySet()) {
            try {
                if (pointer.length() < 2 || JsonPointer.compile(pointer).matches()) {
                    throw new IllegalArgumentException(pointer);
                }
            } catch (IllegalArgumentException e) {
                throw ApiFailure.badRequest(
                        "The names in \"set\" are JSON pointers into the record's payload, such as /after/amount.");
            }
        }
        return set;
    }

    private static LetterEdit.Replacement replacement(DeadLetterCommand.Replacement one) {
        if (one.find() == null || one.find().isEmpty() || one.with() == null) {
            throw ApiFailure.badRequest("Each of \"replace\" needs \"find\", which is not empty, and \"with\".");
        }
        return new LetterEdit.Replacement(one.find(), one.with());
    }

    private static byte @Nullable [] base64(@Nullable String text, String name) {
        try {
            return text == null ? null : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw ApiFailure.badRequest(name + " is no base64.");
        }
    }

    private static LetterDesk.Asker asker(Context request, DeadLetterCommand command) {
        String client = command.client() == null ? "api" : command.client();
        if (!CLIENTS.contains(client)) {
            throw ApiFailure.badRequest("client is one of console, cli and api.");
        }
        String by = text(command.by(), "by", MOST_NAME);
        return new LetterDesk.Asker(
                by.isEmpty() ? "somebody" : by, client + " " + request.ip(), text(command.note(), "note", MOST_TEXT));
    }

    private static String text(@Nullable String text, String name, int most) {
        String given = text == null ? "" : text.strip();
        if (given.length() > most) {
            throw ApiFailure.badRequest(name + " has more than " + most + " characters.");
        }
        return given;
    }
}
