package io.millrace.ops.http;

import com.fasterxml.jackson.core.JsonPointer;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.core.error.DeadLetterId;
import io.millrace.ops.api.deadletter.DeadLetterCommand;
import io.millrace.ops.api.deadletter.DeadLetterDryRun;
import io.millrace.ops.api.deadletter.DeadLetterReceipt;
import io.millrace.ops.api.deadletter.DeadLetterVerdict;
import io.millrace.ops.deadletter.DeadLetterEdit;
import io.millrace.ops.deadletter.DeadLetterSelection;
import io.millrace.ops.deadletter.DeadLetterService;
import io.millrace.ops.deadletter.ReplayVerdict;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Acting on dead letters: dry run, replay, discard. */
public final class DeadLetterActionApi {
    private static final int MOST_TEXT = 2_000;
    private static final int MOST_NAME = 100;
    private static final Set<String> CLIENTS = Set.of("console", "cli", "api");

    private final DeadLetterService service;
    private final String topic;

    /** Each can hold some megabytes. */
    private final Semaphore places = new Semaphore(2);

    /** @param topic the change stream that the dead letters come from */
    public DeadLetterActionApi(DeadLetterService service, String topic) {
        this.service = service;
        this.topic = topic;
    }

    public List<Route> routes() {
        return List.of(
                new Route(HandlerType.POST, "/api/dead-letters/dry-run", request -> one(request, this::dryRun)),
                new Route(HandlerType.POST, "/api/dead-letters/replay", request -> one(request, this::replay)),
                new Route(HandlerType.POST, "/api/dead-letters/discard", request -> one(request, this::discard)));
    }

    private interface Step {
        Object take(Context request, DeadLetterCommand command);
    }

    /** A slot is taken only once the body has arrived, so that slow senders do not block others. */
    private void one(Context request, Step step) throws IOException {
        DeadLetterCommand command = Body.read(request, DeadLetterCommand.class);
        if (!places.tryAcquire()) {
            throw ApiFailure.unavailable("Another request on dead letters is running. Try again in a moment.");
        }
        try {
            Responses.json(request, step.take(request, command));
        } finally {
            places.release();
        }
    }

    private Object dryRun(Context request, DeadLetterCommand command) {
        DeadLetterService.DryRunResult result = service.dryRun(selection(command), edit(command));
        return new DeadLetterDryRun(result.total(), verdicts(result.verdicts()));
    }

    private Object replay(Context request, DeadLetterCommand command) {
        return receipt(service.replay(selection(command), edit(command), asker(request, command)));
    }

    private Object discard(Context request, DeadLetterCommand command) {
        DeadLetterService.Asker asker = asker(request, command);
        if (asker.note().isBlank()) {
            throw ApiFailure.badRequest("Give the reason in \"note\".");
        }
        if (command.edit() != null) {
            throw ApiFailure.badRequest("A discard takes no edit.");
        }
        return receipt(service.discard(selection(command), asker));
    }

    private static DeadLetterReceipt receipt(DeadLetterService.Done done) {
        return new DeadLetterReceipt(
                done.request(),
                done.done(),
                verdicts(done.refused()),
                done.next() == null ? null : done.next().toString());
    }

    private static List<DeadLetterVerdict> verdicts(List<ReplayVerdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> new DeadLetterVerdict(
                        verdict.deadLetter().toString(),
                        verdict.outcome().name().toLowerCase(Locale.ROOT),
                        verdict.detail()))
                .toList();
    }

    private DeadLetterSelection selection(DeadLetterCommand command) {
        List<DeadLetterId> deadLetters = command.deadLetters() == null
                ? List.of()
                : command.deadLetters().stream().map(this::deadLetter).toList();
        boolean group = command.code() != null || command.table() != null;
        boolean all = Boolean.TRUE.equals(command.all());
        if ((deadLetters.isEmpty() ? 0 : 1) + (group ? 1 : 0) + (all ? 1 : 0) != 1) {
            throw ApiFailure.badRequest(
                    "Say which dead letters: \"deadLetters\", or \"code\" and \"table\", or \"all\": true.");
        }
        if (deadLetters.size() > DeadLetterService.MAX_DEAD_LETTERS) {
            throw ApiFailure.badRequest(
                    "Give up to " + DeadLetterService.MAX_DEAD_LETTERS + " dead letters at a time.");
        }
        return new DeadLetterSelection(
                deadLetters,
                command.code(),
                command.table(),
                command.after() == null ? null : deadLetter(command.after()));
    }

    private DeadLetterId deadLetter(String text) {
        return DeadLetterId.parse(text)
                .filter(deadLetter -> deadLetter.topic().equals(topic))
                .orElseThrow(() -> ApiFailure.badRequest(
                        "A dead letter is named topic/partition/offset or topic/partition/offset.index, and those here"
                                + " are of topic "
                                + topic + "."));
    }

    private static DeadLetterEdit edit(DeadLetterCommand command) {
        DeadLetterCommand.Edit edit = command.edit();
        if (edit == null) {
            return DeadLetterEdit.NONE;
        }
        if (edit.value() != null && edit.valueBase64() != null) {
            throw ApiFailure.badRequest("Give one of \"value\" and \"valueBase64\".");
        }
        boolean whole = edit.value() != null || edit.valueBase64() != null || edit.keyBase64() != null;
        if (whole && (command.deadLetters() == null || command.deadLetters().size() != 1)) {
            throw ApiFailure.badRequest(
                    "A whole record can be given for a single dead letter only; for more, use \"replace\" or \"set\".");
        }
        byte[] value = edit.value() == null
                ? base64(edit.valueBase64(), "valueBase64")
                : edit.value().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (value != null && value.length > DeadLetterService.MOST_BYTES) {
            throw ApiFailure.tooLarge("The value has more than " + DeadLetterService.MOST_BYTES + " bytes.");
        }
        return new DeadLetterEdit(
                base64(edit.keyBase64(), "keyBase64"),
                value,
                edit.replace() == null
                        ? List.of()
                        : edit.replace().stream()
                                .map(DeadLetterActionApi::replacement)
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

    private static DeadLetterEdit.Replacement replacement(DeadLetterCommand.Replacement one) {
        if (one.find() == null || one.find().isEmpty() || one.with() == null) {
            throw ApiFailure.badRequest("Each of \"replace\" needs \"find\", which is not empty, and \"with\".");
        }
        return new DeadLetterEdit.Replacement(one.find(), one.with());
    }

    private static byte @Nullable [] base64(@Nullable String text, String name) {
        try {
            return text == null ? null : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw ApiFailure.badRequest(name + " is no base64.");
        }
    }

    private static DeadLetterService.Asker asker(Context request, DeadLetterCommand command) {
        String client = command.client() == null ? "api" : command.client();
        if (!CLIENTS.contains(client)) {
            throw ApiFailure.badRequest("client is one of console, cli and api.");
        }
        String by = text(command.by(), "by", MOST_NAME);
        return new DeadLetterService.Asker(
                by.isEmpty() ? "unknown" : by, client + " " + request.ip(), text(command.note(), "note", MOST_TEXT));
    }

    private static String text(@Nullable String text, String name, int most) {
        String given = text == null ? "" : text.strip();
        if (given.length() > most) {
            throw ApiFailure.badRequest(name + " has more than " + most + " characters.");
        }
        return given;
    }
}
