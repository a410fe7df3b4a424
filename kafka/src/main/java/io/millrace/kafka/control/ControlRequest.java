package io.millrace.kafka.control;

import static java.util.Objects.requireNonNull;

import io.millrace.kafka.resync.ConditionSignature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request to the controller. It is carried out once: a second one of the same id has no effect.
 *
 * @param id letters, digits and {@code -}, 1 to 64, a UUID mostly; serves as the idempotency key
 * @param kind what to do
 * @param tables as an operator names them: {@code schema.table}, or the name alone in the schema {@code public}; empty:
 *     all that are captured, and for pause and resume the whole capture
 * @param options what the kind can have beside
 * @param askedBy who asked, for display; one line
 * @param askedAt when
 * @param signature of the condition, see {@link ConditionSignature}; empty without one
 */
public record ControlRequest(
        String id, Kind kind, List<String> tables, Options options, String askedBy, Instant askedAt, String signature) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final int LONGEST_TEXT = 10_000;
    private static final int MOST_TABLES = 10_000;
    private static final int MOST_PARTITIONS = 1_000;

    /** What to do. */
    public enum Kind {
        /** Loads tables again while changes flow. */
        RESYNC,
        /** Compares tables with their source by content. */
        VERIFY,
        /** The same, and repairs what differs. */
        REPAIR,
        /** Stops capture; the source keeps what changes. */
        PAUSE,
        /** Continues capture where it was paused. */
        RESUME,
        /** Raises the partitions of the change stream. */
        PARTITIONS;

        /** As records, tables and the API have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of a text; empty for none. */
        public static Optional<Kind> of(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        /** Whether it compares tables. */
        public boolean compares() {
            return this == VERIFY || this == REPAIR;
        }
    }

    /**
     * What a request can have beside its tables.
     *
     * @param where of a resync: SQL that can follow {@code WHERE} in the source; only these rows are loaded, and none
     *     is removed. Empty: all rows
     * @param reason of a resync, for display, one line; can be empty
     * @param rowsPerSecond of a comparison: how many rows of the source are read a second at most; 0: as configured
     * @param loadTimeoutSeconds of a comparison: how long a table is waited for that is being loaded; -1: the default
     * @param partitions how many the change stream is to have, 1 to 1,000; 0 for other kinds
     */
    public record Options(String where, String reason, int rowsPerSecond, long loadTimeoutSeconds, int partitions) {
        /** Nothing. */
        public static final Options NONE = new Options("", "", 0, -1, 0);

        public Options {
            requireNonNull(where, "where is null");
            requireNonNull(reason, "reason is null");
        }

        /** For a resync. */
        public static Options ofResync(String where, String reason) {
            return new Options(where, reason, 0, -1, 0);
        }

        /** As a JSON object; what is not set is left out. */
        public String json() {
            return ControlJson.options(this).toString();
        }

        /** For a raise of the partitions. */
        public static Options ofPartitions(int partitions) {
            return new Options("", "", 0, -1, partitions);
        }

        /** For a verification or repair. */
        public static Options ofVerify(int rowsPerSecond, long loadTimeoutSeconds) {
            return new Options("", "", rowsPerSecond, loadTimeoutSeconds, 0);
        }
    }

    /** @throws IllegalArgumentException if it makes no sense; the message is for display */
    public ControlRequest {
        requireNonNull(kind, "kind is null");
        tables = List.copyOf(tables);
        requireNonNull(options, "options is null");
        requireNonNull(askedAt, "askedAt is null");
        requireNonNull(signature, "signature is null");
        check(isId(id), "the id of a request has 1 to 64 letters, digits and -");
        check(tables.size() <= MOST_TABLES, "a request names up to " + MOST_TABLES + " tables; to take all, name none");
        check(tables.stream().noneMatch(String::isBlank), "the name of a table is empty");
        check(askedBy.length() <= LONGEST_TEXT, "askedBy is longer than " + LONGEST_TEXT + " characters");
        check(
                options.where().length() <= LONGEST_TEXT && options.reason().length() <= LONGEST_TEXT,
                "a condition or reason is longer than " + LONGEST_TEXT + " characters");
        boolean resync = kind == Kind.RESYNC;
        check(resync || options.where().isEmpty(), "only a resync has a condition (where)");
        check(resync || options.reason().isEmpty(), "only a resync has a reason");
        check(
                options.where().isEmpty() || tables.size() == 1,
                "a resync with a condition (where) names exactly one table");
        check(options.where().isEmpty() || !options.where().isBlank(), "the condition (where) is blank");
        check(options.rowsPerSecond() >= 0, "rowsPerSecond must be 1 or more");
        check(options.loadTimeoutSeconds() >= -1, "loadTimeoutSeconds must be 0 or more");
        check(
                kind.compares() || (options.rowsPerSecond() == 0 && options.loadTimeoutSeconds() == -1),
                "rowsPerSecond and loadTimeoutSeconds are for verify and repair only");
        boolean raise = kind == Kind.PARTITIONS;
        check(
                raise
                        ? options.partitions() >= 1 && options.partitions() <= MOST_PARTITIONS
                        : options.partitions() == 0,
                raise
                        ? "partitions is 1 to " + MOST_PARTITIONS
                        : "only a raise of the partitions has a number of them");
        check(!raise || tables.isEmpty(), "the partitions are of the change stream, not of tables");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Whether a text can be the id of a request. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * Without a signature: {@link ControlRequests#send} adds it.
     *
     * @throws IllegalArgumentException if it makes no sense; the message is for display
     */
    public static ControlRequest of(
            String id, Kind kind, List<String> tables, Options options, String askedBy, Instant askedAt) {
        return new ControlRequest(id, kind, tables, options, askedBy, askedAt, "");
    }

    /**
     * The same, signed where it has a condition.
     *
     * @param source the source's name
     * @throws IllegalArgumentException if there is no key to sign with
     */
    ControlRequest signed(String source, ConditionSignature by) {
        return options.where().isEmpty()
                ? this
                : new ControlRequest(id, kind, tables, options, askedBy, askedAt, by.sign(signedTexts(source)));
    }

    /**
     * Whether it may be carried out: it has no condition, or one with the right signature.
     *
     * @param source the source's name
     */
    public boolean isAccepted(String source, ConditionSignature by) {
        return options.where().isEmpty() || by.matches(signedTexts(source), signature);
    }

    private List<String> signedTexts(String source) {
        List<String> texts = new ArrayList<>(List.of("control", source, id, kind.text(), options.where()));
        texts.addAll(tables);
        return texts;
    }
}
