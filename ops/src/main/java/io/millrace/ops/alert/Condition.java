package io.millrace.ops.alert;

/**
 * How one thing that a rule looks at fares at one moment.
 *
 * @param subject a table, a service, a disk; empty where the rule is about the whole
 * @param level whether it is as bad as the rule says
 * @param value the number behind it, in the rule's unit; 0 where the rule has none
 * @param reason for people, with the numbers
 */
public record Condition(String subject, Level level, double value, String reason) {
    /** Compared with the threshold. */
    public enum Level {
        /** Beyond the threshold. */
        HOLDS,
        /** Not beyond it, but not clearly on this side either: nothing begins or ends for that. */
        NEAR,
        CLEAR
    }

    /** A condition without a number. */
    static Condition of(String subject, boolean holds, String reason) {
        return new Condition(subject, holds ? Level.HOLDS : Level.CLEAR, 0, reason);
    }
}
