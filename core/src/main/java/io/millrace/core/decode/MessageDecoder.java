package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonFactory;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.Relation;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Decodes logical messages, those of Millrace by their {@link MessagePrefix}. Not thread-safe. */
final class MessageDecoder {
    private final KnownRelations relations = new KnownRelations();
    private final Envelopes json = new Envelopes(new JsonFactory());

    /** @throws Rejection if a message of Millrace is malformed */
    ChangeEvent decode(StreamPosition at, SourcePosition position, String prefix, byte[] content) {
        if (prefix.equals(Relation.NAME)) {
            return new ChangeEvent.Described(at, position, relations.of(content));
        }
        String text = new String(content, StandardCharsets.UTF_8);
        if (prefix.equals(MessagePrefix.SNAPSHOT)) {
            return new ChangeEvent.SnapshotTaken(at, position, SnapshotMarkReader.read(text));
        }
        if (!prefix.equals(MessagePrefix.RESYNCED)) {
            return new ChangeEvent.Message(at, position, prefix, text);
        }
        try {
            return Resynced.read(json, at, position, text);
        } catch (IOException e) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "it announces the load of a table, but is no JSON");
        }
    }
}
