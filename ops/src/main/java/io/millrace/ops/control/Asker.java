package io.millrace.ops.control;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;
import io.millrace.ops.http.ApiFailure;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks and why, as far as is known. The name is believed.
 *
 * @param name empty if none was given
 * @param client console, cli or api
 * @param address the client's IP address
 * @param note why; empty if nothing was said
 */
record Asker(String name, String client, String address, String note) {
    private static final int MOST_NAME = 100;
    private static final int MOST_NOTE = 2_000;
    private static final Set<String> CLIENTS = Set.of("console", "cli", "api");

    Asker {
        requireNonNull(name, "name is null");
        requireNonNull(client, "client is null");
        requireNonNull(address, "address is null");
        requireNonNull(note, "note is null");
    }

    /** @throws ApiFailure if something is too long, or the client is none that is known */
    static Asker of(Context request, @Nullable String by, @Nullable String client, @Nullable String note) {
        String from = client == null ? "api" : client;
        if (!CLIENTS.contains(from)) {
            throw ApiFailure.badRequest("client is one of console, cli and api.");
        }
        return new Asker(text(by, "by", MOST_NAME), from, request.ip(), text(note, "note", MOST_NOTE));
    }

    private static String text(@Nullable String text, String name, int most) {
        String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
        if (line.length() > most) {
            throw ApiFailure.badRequest(name + " has more than " + most + " characters.");
        }
        return line;
    }

    /** In one line, such as {@code ann (cli 10.0.0.7)}. */
    @Override
    public String toString() {
        return (name.isEmpty() ? "" : name + " (") + client + " " + address + (name.isEmpty() ? "" : ")");
    }
}
