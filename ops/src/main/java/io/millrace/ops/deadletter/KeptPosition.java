package io.millrace.ops.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SourcePosition;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Ensures that an edited record keeps its source position and table, so that it can never overwrite something newer. A
 * record with an unreadable position gets that of the edit, up to what has landed.
 */
final class KeptPosition {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StoredDeadLetter original;
    private final LongSupplier landedLsn;

    /** @param landedLsn the highest LSN that has landed, unsigned */
    KeptPosition(StoredDeadLetter original, LongSupplier landedLsn) {
        this.original = original;
        this.landedLsn = landedLsn;
    }

    /** Why the edit is not allowed; empty if it is. */
    Optional<String> objection(ChangeEvent edited) {
        if (!(edited instanceof RowChange change)) {
            return Optional.of("An edited record must be a change of a row.");
        }
        Optional<String> table = table();
        if (table.isPresent() && !table.get().equals(change.schema().table().toString())) {
            return Optional.of("The edit moves the change to another table: source.schema and source.table must stay.");
        }
        SourcePosition position = change.position();
        Optional<BigInteger> version = version();
        if (version.isPresent()) {
            return version.get().equals(position.version())
                    ? Optional.empty()
                    : Optional.of("The edit moves the change to another position: source.sequence, source.lsn and"
                            + " source.snapshot must stay, so that it cannot overwrite what is newer.");
        }
        long landed = landedLsn.getAsLong();
        return Long.compareUnsigned(position.lsn(), landed) > 0
                        || Long.compareUnsigned(position.commitLsn(), landed) > 0
                ? Optional.of("The edit gives the change a position that the source has not reached:"
                        + " source.sequence must be of a change that has landed, or older.")
                : Optional.empty();
    }

    private Optional<BigInteger> version() {
        if (original.version().signum() > 0) {
            return Optional.of(original.version());
        }
        JsonNode source = source();
        if (source.isMissingNode()) {
            return Optional.empty();
        }
        boolean streamed = !source.path("snapshot").isTextual()
                || source.path("snapshot").asText().equals("false")
                || source.path("snapshot").asText().equals("incremental");
        return streamed
                ? sequence(source)
                : Optional.of(BigInteger.valueOf(source.path("lsn").asLong(0)));
    }

    /** The position as decoded; empty if it cannot be decoded. */
    private static Optional<BigInteger> sequence(JsonNode source) {
        try {
            JsonNode pair = JSON.readTree(source.path("sequence").asText());
            BigInteger lsn = pair.path(1).isTextual()
                    ? new BigInteger(pair.path(1).asText())
                    : BigInteger.valueOf(source.path("lsn").asLong());
            BigInteger commit = new BigInteger(pair.path(0).asText("0"));
            return lsn.signum() <= 0
                    ? Optional.empty()
                    : Optional.of(
                            commit.max(BigInteger.ONE).shiftLeft(Long.SIZE).or(lsn));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<String> table() {
        if (!original.table().isEmpty()) {
            return Optional.of(original.table());
        }
        JsonNode source = source();
        return source.path("schema").isTextual() && source.path("table").isTextual()
                ? Optional.of(source.path("schema").asText() + "."
                        + source.path("table").asText())
                : Optional.empty();
    }

    private JsonNode source() {
        try {
            byte[] value = original.value();
            return value == null
                    ? JSON.missingNode()
                    : JSON.readTree(value).path("payload").path("source");
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
